// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;

/** A network that computes with the values of a {@link NetworkState}. */
public interface Network {

  /**
   * The logits in evaluation mode: batch-norm uses the running statistics.
   *
   * @param state values; the weights are used unchanged, so apply a mask first
   * @param images float, (batch, channels, height, width)
   * @return shape (batch, classes), owned by the scope of the caller
   */
  NDArray evaluate(NetworkState state, NDArray images);

  /**
   * One forward and one backward pass in training mode, with z as the leaf.
   *
   * @param state the masked weights z, the other parameters, and the running statistics, which the
   *     pass updates in place. The first two must be results of operations, because gradients may
   *     be attached to them
   * @param images float, (batch, channels, height, width)
   * @param loss function from logits (batch, classes) to a scalar
   * @return arrays of the scope of the caller, with the shapes of the state
   */
  Gradient gradient(NetworkState state, NDArray images, UnaryOperator<NDArray> loss);

  /**
   * One forward pass in training mode, without a gradient: it moves the running statistics of
   * batch-norm towards those of the batch.
   *
   * @param state the masked weights, the other parameters, and the running statistics, which the
   *     pass updates in place
   * @param images float, (batch, channels, height, width)
   */
  void updateStatistics(NetworkState state, NDArray images);
}
