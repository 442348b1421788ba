// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.pytorch.jni.JniUtils;

/** The threads of an operation of libtorch on the CPU, for a while. */
public final class EngineThreads implements AutoCloseable {
  private final int before;

  private EngineThreads(int before) {
    this.before = before;
  }

  /**
   * Sets the number until {@link #close}, for all threads of the process that compute meanwhile.
   *
   * @param threads 1 or more
   */
  public static EngineThreads of(int threads) {
    EngineThreads set = new EngineThreads(now());
    JniUtils.setNumThreads(threads);
    return set;
  }

  /** The number that is set; starts the engine. */
  public static int now() {
    Libtorch.started();
    return JniUtils.getNumThreads();
  }

  /** Restores the number of before. */
  @Override
  public void close() {
    JniUtils.setNumThreads(before);
  }
}
