// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import com.sun.jna.NativeLibrary;

/**
 * The CUDA runtime, by which DJL counts the GPUs of a process. It is another copy than the one of
 * libtorch, whose file has another name.
 */
public final class CudaRuntime {
  /** The Java system property with the folders in which the runtime is searched first. */
  public static final String FOLDERS = "jna.library.path";

  private static final String NAME = "cudart";

  private CudaRuntime() {}

  /**
   * Whether this process finds the runtime: {@code libcudart.so} or {@code libcudart.so.N} in a
   * folder that {@value #FOLDERS} names, or {@code libcudart.so} where the system's loader
   * searches. Without it DJL counts no GPU.
   */
  public static boolean isFound() {
    return isFound(NAME);
  }

  static boolean isFound(String library) {
    try (NativeLibrary found = NativeLibrary.getInstance(library)) {
      return found != null;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }
}
