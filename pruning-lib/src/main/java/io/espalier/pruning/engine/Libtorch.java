// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.engine.Engine;

/** The engine of this process: DJL with libtorch. */
public final class Libtorch {
  private Libtorch() {}

  /**
   * The engine, started on the first call: DJL unpacks libtorch, once per machine, and loads it.
   *
   * @throws EngineUnavailable when it cannot be started
   */
  public static Engine started() {
    try {
      return Engine.getEngine("PyTorch");
    } catch (RuntimeException | LinkageError | AssertionError e) { // DJL declares none
      throw EngineUnavailable.because(e);
    }
  }
}
