package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.pruning.engine.Cast;
import java.util.function.UnaryOperator;

/**
 * The type that a pass computes its convolutions and fully connected layers in.
 *
 * @param begin brings the images, weights and biases that a pass begins with into this type
 * @param end brings the logits into the type of the loss
 */
record Arithmetic(UnaryOperator<NDArray> begin, UnaryOperator<NDArray> end) {

  /** The type of the network's values. */
  static final Arithmetic AS_GIVEN =
      new Arithmetic(UnaryOperator.identity(), UnaryOperator.identity());

  /**
   * Weights, biases and activations in bfloat16, the loss in float32.
   *
   * <p>Nothing within the network is cast. PyTorch's normalisations take bfloat16 activations
   * beside float32 parameters and statistics, compute in float32, and give bfloat16 on; sums within
   * convolutions and products are float32, too.
   *
   * @param manager of the network
   */
  static Arithmetic bfloat16(NDManager manager) {
    return new Arithmetic(Cast.toBfloat16(manager)::of, Cast.toFloat32(manager)::of);
  }
}
