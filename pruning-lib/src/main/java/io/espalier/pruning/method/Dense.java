// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;

/**
 * The dense network, trained from its initial weights: the reference of every comparison and the
 * start of BiP, IMP and OMP.
 *
 * <p>Defaults: 200 epochs, batch 128, rate 0.1 cosine, weight decay 5e-4, momentum 0.9 (the
 * released configuration of the authors of BiP, NeurIPS 2022; not printed in the paper).
 *
 * @param recipe how the weights are trained
 * @param sam whether training looks for a flat minimum
 * @param saf whether it looks for one by its own earlier outputs
 */
public record Dense(Recipe recipe, Sam sam, Saf saf) implements TrainedOnce {

  static final Dense DEFAULTS =
      new Dense(new Recipe(200, 128, 0.1, Schedule.COSINE, 0.9, 5e-4), Sam.OFF, Saf.OFF);

  public Dense {
    saf.required(new Requirements(), recipe.epochs(), sam).check();
  }

  @Override
  public double passes() {
    return sam.passes(recipe.epochs());
  }

  @Override
  public Pruned prune(PruningRun run) throws InterruptedException {
    Mask all = Mask.dense(run.net());
    Objective loss = sam.over(saf.objective(run), all, run.net().manager());
    return run.train("train", recipe, run.start(), all, new Updates.OfAll(recipe), loss);
  }
}
