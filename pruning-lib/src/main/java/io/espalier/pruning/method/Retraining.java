// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.train.Recipe;
import java.io.Serializable;

/**
 * Training under a found mask that follows a method (the rewinding study of BiP, NeurIPS 2022: the
 * mask of BiP, retrained from the weights of the dense run at several of its epochs). The kept
 * weights, the biases, and the parameters and statistics of batch-norm are rewound to the state of
 * the dense run at a share of its steps; batch, schedule, momentum and weight decay are those of
 * the method.
 *
 * @param retrainEpochs number of epochs; 0 disables retraining
 * @param retrainFrom share of the steps of the dense run, one of {@link DenseStates#SHARES}: 0 is
 *     its initial state, 1 its trained state
 * @param retrainRate initial learning rate; the paper does not state it, and 0.1 is the rate of its
 *     other methods (inferred)
 * @param afterCut what is retrained and by which loss, and whether the statistics of batch-norm are
 *     then replaced, also without retraining
 */
public record Retraining(
    int retrainEpochs, double retrainFrom, double retrainRate, AfterCut afterCut)
    implements Serializable {

  static final Retraining NONE = new Retraining(0, 1, 0.1, AfterCut.DEFAULTS);

  public Retraining {
    afterCut
        .required(new Requirements(), retrainEpochs, retrainFrom > 0, "retrain_from above 0")
        .that(
            afterCut.perp().retrain() != Perp.Retrain.NONE,
            "retrain",
            afterCut.perp().retrain().written(),
            "all, bn, bn-bias or bn-bias-head, because retrain_epochs: 0 retrains nothing")
        .that(
            retrainEpochs > 0
                || afterCut.perp().retrain() == Perp.Retrain.ALL
                || afterCut.perp().retrain() == Perp.Retrain.NONE,
            "retrain",
            afterCut.perp().retrain().written(),
            "all, or else set retrain_epochs above 0")
        .that(
            retrainEpochs > 0 || afterCut.distillation().distill() == 0,
            "distill",
            afterCut.distillation().distill(),
            "0, or else set retrain_epochs above 0")
        .that(
            retrainEpochs > 0 || afterCut.sam().sam() == 0,
            "sam",
            afterCut.sam().sam(),
            "0, or else set retrain_epochs above 0")
        .that(
            retrainEpochs > 0 || !afterCut.saf().isOn(),
            "saf",
            afterCut.saf().saf(),
            "0, or else set retrain_epochs above 0")
        .that(
            retrainEpochs > 0 || afterCut.dataOrder() == 0,
            "data_order",
            afterCut.dataOrder(),
            "0, or else set retrain_epochs above 0")
        .atLeast(0, "retrain_epochs", retrainEpochs)
        .oneOf(DenseStates.SHARES, "retrain_from", retrainFrom)
        .positive("retrain_rate", retrainRate)
        .check();
  }

  /** Forward-backward passes over the training set. */
  double passes() {
    return afterCut.passes(retrainEpochs);
  }

  /** Retrains {@code pruned}, and replaces the statistics of batch-norm, if that is enabled. */
  Pruned after(PruningRun run, Pruned pruned, Recipe recipe) throws InterruptedException {
    if (retrainEpochs == 0) {
      return afterCut.perp().recalibrated(run, pruned, recipe);
    }
    Recipe again =
        new Recipe(
            retrainEpochs,
            recipe.batch(),
            retrainRate,
            recipe.schedule(),
            recipe.momentum(),
            recipe.weightDecay());
    return afterCut.train(run, "retrain", again, run.dense().at(retrainFrom), pruned.mask());
  }
}
