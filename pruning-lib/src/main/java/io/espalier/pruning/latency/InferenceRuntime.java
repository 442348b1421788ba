// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.latency;

import java.util.Locale;

/** The runtimes in which passes are timed. Their string is the one in tables. */
public enum InferenceRuntime {
  /** The engine of Espalier, as it evaluates. */
  LIBTORCH,
  /** ONNX Runtime, on the CPU. */
  ONNXRUNTIME;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
