// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.CrossEntropy;
import java.io.Serializable;

/**
 * Knowledge distillation (Hinton, Vinyals, Dean: "Distilling the knowledge in a neural network",
 * 2015, arXiv 1503.02531): the pruned network, the student, also learns the outputs of the trained
 * dense network of its seed, the teacher. Training after a cut minimises
 *
 * <p>(1 − α)·CE(y, s) + α·T²·KL(softmax(t / T) ‖ softmax(s / T)),
 *
 * <p>where s are the logits of the student in training mode, t those of the teacher in evaluation
 * mode on the same augmented images, shape (batch, classes), y the labels, and both terms means
 * over the batch. T² keeps the gradients of the second term of one size for all T.
 *
 * <p>Each step takes a forward pass of the teacher, which is counted apart from forward-backward
 * passes. With α = 0 there is no teacher.
 *
 * <p>Default temperature: 4, that of the released code of TAS (Dong, Yang: "Network pruning via
 * transformable architecture search", NeurIPS 2019), which has α = 0.9. The loss of an epoch in the
 * results is this one.
 *
 * @param distill α, in [0, 1]; 0 disables distillation
 * @param temperature T
 */
public record Distillation(double distill, double temperature) implements Serializable {
  static final Distillation OFF = new Distillation(0, 4);

  public Distillation {
    new Requirements().share("distill", distill).positive("temperature", temperature).check();
  }

  /** What training after the cut minimises. */
  Objective objective(PruningRun run) {
    if (distill == 0) {
      return Objective.CROSS_ENTROPY;
    }
    NetworkState teacher = run.dense().at(1);
    return (step, masked) -> {
      NDArray taught = step.evaluate(run.net(), teacher);
      return step.gradient(masked, (logits, labels) -> loss(logits, labels, taught));
    };
  }

  /**
   * The loss of a batch.
   *
   * @param student logits, (batch, classes)
   * @param labels int64, (batch)
   * @param teacher logits, (batch, classes)
   * @return a scalar, differentiable in {@code student}
   */
  NDArray loss(NDArray student, NDArray labels, NDArray teacher) {
    NDArray wanted = teacher.div(temperature).softmax(1);
    NDArray logOfWanted = teacher.div(temperature).logSoftmax(1);
    NDArray logOfStudent = student.div(temperature).logSoftmax(1);
    NDArray divergence =
        wanted.mul(logOfWanted.sub(logOfStudent)).sum().div(student.getShape().get(0));
    NDArray right = new CrossEntropy().mean(student, labels);
    return right.mul(1 - distill).add(divergence.mul(distill * temperature * temperature));
  }
}
