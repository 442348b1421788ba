package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;

/** What computes with the values of a {@link NetworkState}. */
public interface Network {

  /**
   * The logits in evaluation mode: batch-norm uses the running statistics.
   *
   * @param state whose weights are used as they are (apply a mask first)
   * @param images float, (batch, channels, height, width)
   * @return shape (batch, classes), owned by the caller's scope
   */
  NDArray evaluate(NetworkState state, NDArray images);

  /**
   * One forward and one backward pass in training mode, with z as the leaf.
   *
   * @param state the masked weights z, the other parameters, and the running statistics, which the
   *     pass updates in place. The first two must be the results of operations, for gradients may
   *     be attached to them
   * @param images float, (batch, channels, height, width)
   * @param loss from logits (batch, classes) to a scalar
   * @return arrays of the caller's scope, of the shapes of the state's
   */
  Gradient gradient(NetworkState state, NDArray images, UnaryOperator<NDArray> loss);
}
