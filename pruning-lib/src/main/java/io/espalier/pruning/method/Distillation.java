// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
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
    Loss loss = loss(run.net().manager());
    return (step, masked) -> {
      NDArray taught = step.evaluate(run.net(), teacher);
      return step.gradient(masked, (logits, labels) -> loss.of(logits, labels, taught));
    };
  }

  Loss loss(NDManager manager) {
    return new Loss(
        manager.create(temperature),
        manager.create(1 - distill),
        manager.create(distill * temperature * temperature));
  }

  /**
   * The loss of a batch. Its numbers are on the device, because DJL would send each of them in
   * every step.
   *
   * @param temperature T, float64, shape ()
   * @param ofLabels 1 − α
   * @param ofTeacher α·T²
   */
  record Loss(NDArray temperature, NDArray ofLabels, NDArray ofTeacher) {

    /**
     * @param student logits, (batch, classes)
     * @param labels int64, (batch)
     * @param teacher logits, (batch, classes)
     * @return a scalar, differentiable in {@code student}
     */
    NDArray of(NDArray student, NDArray labels, NDArray teacher) {
      NDArray softened = teacher.div(temperature);
      NDArray lost = softened.logSoftmax(1).sub(student.div(temperature).logSoftmax(1));
      NDArray divergence = softened.softmax(1).mul(lost).sum(new int[] {1}).mean();
      return right(student, labels).mul(ofLabels).add(divergence.mul(ofTeacher));
    }

    /** The first term without its factor: the cross-entropy. */
    NDArray right(NDArray student, NDArray labels) {
      return new CrossEntropy().mean(student, labels);
    }
  }
}
