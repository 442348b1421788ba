package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Weights, biases and activations in bfloat16, the loss in float32.
 *
 * <p>Nothing within the network is cast. PyTorch's normalisations take bfloat16 activations beside
 * float32 parameters and statistics, compute in float32, and give bfloat16 on; sums within
 * convolutions and products are float32, too.
 */
final class Bfloat16 implements Arithmetic {
  private final Cast begin;
  private final Cast end;

  /**
   * @param manager of the network
   */
  Bfloat16(NDManager manager) {
    this.begin = Cast.toBfloat16(manager);
    this.end = Cast.toFloat32(manager);
  }

  @Override
  public NDArray begin(NDArray values) {
    return begin.of(values);
  }

  @Override
  public NDArray end(NDArray logits) {
    return end.of(logits);
  }

  @Override
  public void close() {
    begin.close();
    end.close();
  }
}
