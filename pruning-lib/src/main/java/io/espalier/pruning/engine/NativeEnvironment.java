package io.espalier.pruning.engine;

import com.sun.jna.Function;

/**
 * The environment of this process as native code sees it. {@link System#getenv} and child processes
 * have the one that the process was started with.
 */
public final class NativeEnvironment {
  private NativeEnvironment() {}

  /**
   * Sets a variable, unless the process was started with a value for it.
   *
   * @throws IllegalStateException when it cannot be set
   * @throws LinkageError when this machine's C library cannot be called
   */
  public static void setDefault(String variable, String value) {
    String before = System.getenv(variable);
    if (before == null || before.isBlank()) {
      int failed = Function.getFunction("c", "setenv").invokeInt(new Object[] {variable, value, 1});
      if (failed != 0) {
        throw new IllegalStateException("Cannot set %s=%s".formatted(variable, value));
      }
    }
  }
}
