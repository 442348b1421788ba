// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Recipe;
import java.io.Serializable;

/**
 * How a pruned network is trained after a cut: which part, by which loss, and in which order of the
 * images. Runs that differ in the order only train the same network, under the same mask: how far
 * they end from each other is the stability to the order of the data of Frankle et al. (2019,
 * "Stabilizing the lottery ticket hypothesis").
 *
 * @param perp what is trained, and whether the statistics of batch-norm are then replaced
 * @param distillation what the network learns besides the labels
 * @param sam whether training looks for a flat minimum
 * @param saf whether it looks for one by the earlier outputs of the network itself
 * @param dataOrder number of the order and the augmentation of the images, 0 or more: each is
 *     another one
 */
public record AfterCut(Perp perp, Distillation distillation, Sam sam, Saf saf, int dataOrder)
    implements Serializable {
  static final AfterCut DEFAULTS = new AfterCut(Perp.OFF, Distillation.OFF, Sam.OFF, Saf.OFF, 0);

  public AfterCut {
    new Requirements()
        .that(
            perp.retrain() != Perp.Retrain.NONE || distillation.distill() == 0,
            "distill",
            distillation.distill(),
            "0, because retrain: none trains nothing")
        .that(
            perp.retrain() == Perp.Retrain.ALL || sam.sam() == 0,
            "sam",
            sam.sam(),
            "0, or else set retrain: all")
        .that(
            !saf.isOn() || perp.retrain() != Perp.Retrain.NONE,
            "saf",
            saf.saf(),
            "0, because retrain: none trains nothing")
        .that(
            !saf.isOn() || distillation.distill() == 0,
            "saf",
            saf.saf(),
            "0, or else set distill: 0")
        .that(
            perp.retrain() != Perp.Retrain.NONE || dataOrder <= 0,
            "data_order",
            dataOrder,
            "0, because retrain: none trains nothing")
        .atLeast(0, "data_order", dataOrder)
        .check();
  }

  /**
   * Adds what these settings require of the training and of the values that it starts with.
   *
   * @param epochs number of epochs of the training
   * @param isTrained whether they are trained
   * @param remedy the end of a message: {@code "from: trained"}
   */
  Requirements required(Requirements requirements, int epochs, boolean isTrained, String remedy) {
    return perp.required(saf.required(requirements, epochs, sam), isTrained, remedy);
  }

  /** Forward-backward passes over the training set, of a recipe of {@code epochs}. */
  double passes(int epochs) {
    return sam.passes(perp.passes(epochs));
  }

  /** Trains under a fixed mask from {@code from}, as these settings say. */
  Pruned train(PruningRun run, String phase, Recipe recipe, NetworkState from, Mask mask)
      throws InterruptedException {
    String ordered = dataOrder == 0 ? phase : phase + " order " + dataOrder;
    Objective loss = sam.over(learned(run), mask, run.net().manager());
    return perp.train(run, ordered, recipe, from, mask, loss);
  }

  private Objective learned(PruningRun run) {
    return saf.isOn() ? saf.objective(run) : distillation.objective(run);
  }
}
