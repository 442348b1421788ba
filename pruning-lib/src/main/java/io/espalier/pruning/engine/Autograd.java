// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * PyTorch's automatic differentiation in the calling thread.
 *
 * <p>There is one {@code GradientCollector} of DJL per process. The grad mode of PyTorch is per
 * thread, and on in a new thread: turn it off before computing without gradients.
 */
public final class Autograd {
  private Autograd() {}

  /** Turns grad mode off: operations keep nothing for a backward pass. */
  public static void off() {
    JniUtils.setGradMode(false);
  }

  /** Runs {@code work} with grad mode on: operations on leaves build a graph. */
  public static <T> T on(Supplier<T> work) {
    JniUtils.setGradMode(true);
    try {
      return work.get();
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  /**
   * Adds the gradient of {@code value} to those of its leaves, and frees its graph.
   *
   * @param value a scalar
   * @param one 1, a scalar on the same device, of any type
   */
  public static void backward(NDArray value, NDArray one) {
    DataType type = value.getDataType();
    JniUtils.backward((PtNDArray) value, (PtNDArray) one.toType(type, false), false, false);
  }
}
