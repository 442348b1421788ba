// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.pruning.engine.Cast;
import java.util.function.UnaryOperator;

/**
 * The data type in which a pass computes convolutions and fully connected layers.
 *
 * @param begin converts images, weights and biases to this type at the start of a pass
 * @param end converts the logits to the type of the loss
 */
record Arithmetic(UnaryOperator<NDArray> begin, UnaryOperator<NDArray> end) {

  /** The type of the network's values. */
  static final Arithmetic AS_GIVEN =
      new Arithmetic(UnaryOperator.identity(), UnaryOperator.identity());

  /**
   * Weights, biases and activations in bfloat16, the loss in float32.
   *
   * <p>There are no casts within the network. Normalisations of PyTorch accept bfloat16 activations
   * with float32 parameters and statistics, compute in float32, and return bfloat16; sums within
   * convolutions and products are float32 too.
   *
   * @param manager manager of the network
   */
  static Arithmetic bfloat16(NDManager manager) {
    return new Arithmetic(Cast.toBfloat16(manager)::of, Cast.toFloat32(manager)::of);
  }
}
