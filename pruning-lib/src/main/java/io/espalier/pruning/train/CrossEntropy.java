// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;

/** Softmax cross-entropy, averaged over a batch. */
public final class CrossEntropy {
  private final SoftmaxCrossEntropyLoss loss = new SoftmaxCrossEntropyLoss();

  /**
   * @param logits shape (batch, classes)
   * @param labels int64, shape (batch)
   * @return a differentiable scalar
   */
  public NDArray mean(NDArray logits, NDArray labels) {
    return loss.evaluate(new NDList(labels), new NDList(logits));
  }
}
