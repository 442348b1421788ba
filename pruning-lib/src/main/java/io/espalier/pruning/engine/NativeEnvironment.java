// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import com.sun.jna.Function;

/**
 * The environment of this process as seen by native code. {@link System#getenv} and child processes
 * use the environment at the start of the process.
 */
public final class NativeEnvironment {
  private NativeEnvironment() {}

  /**
   * Sets a variable, unless the process was started with a value for it.
   *
   * @throws IllegalStateException when it cannot be set
   * @throws LinkageError when the C library of this machine cannot be called
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
