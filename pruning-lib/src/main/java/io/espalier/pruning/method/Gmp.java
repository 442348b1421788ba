// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.train.Learner;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;

/**
 * Gradual magnitude pruning (Zhu &amp; Gupta 2017, "To prune, or not to prune: exploring the
 * efficacy of pruning for model compression", arXiv 1710.01878).
 *
 * <p>While the network is trained from its initial weights, the weights with the smallest
 * magnitudes are removed in n updates. Update i reaches the sparsity s_i = s_f + (s_0 − s_f)(1 −
 * i/n)³: fast at first, slow at the end. Removed weights are set to 0 and stay removed. Since
 * version 2, s_0 and s_i are exact; version 1 changed those near a round of {@link
 * Sparsity#requested} to that round.
 *
 * <p>Defaults: 160 epochs, like the other methods here; updates in the first half of the run, one
 * every 0.016 of it, which is 1,000 steps for 160 epochs of 50,000 images (the paper: every 100 to
 * 1,000 steps, and an end "before the learning rate is small"; the half is inferred).
 *
 * <p>Differs from the paper: one global ranking over the network, where the paper prunes every
 * layer to s_i; begin, end and interval are shares of the run. In the paper, removed weights keep
 * their values and can return when the threshold is recomputed; here they stay removed.
 *
 * @param recipe how the weights are trained
 * @param times times of the updates
 * @param initialSparsity s_0, to which the initial weights are pruned before training; in [0, 1)
 */
public record Gmp(Recipe recipe, UpdateTimes times, double initialSparsity) implements TrainedOnce {

  static final Gmp DEFAULTS =
      new Gmp(
          new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4), new UpdateTimes(0, 0.5, 0.016), 0);

  public Gmp {
    new Requirements().fraction("initial_sparsity", initialSparsity).check();
  }

  @Override
  public Pruned prune(PruningRun run) throws InterruptedException {
    return run.train(
        "train",
        recipe,
        run.initial(),
        begin(run, initialSparsity),
        (step, learner, gradient) -> {
          int update = times.after(step.number(), step.steps());
          if (update > 0) {
            cut(run, learner, sparsityAfter(update, run.target()));
          }
        });
  }

  /** The mask at the start of training: of the pruned initial weights, or all ones. */
  static Mask begin(PruningRun run, double initialSparsity) {
    Mask mask = Mask.dense(run.net().manager(), run.net().prunable(), run.net().others());
    Sparsity first = new Sparsity(Math.min(initialSparsity, run.target().share()));
    if (first.share() > 0) {
      run.selections().apply(first).narrow(mask, run.initial().weights());
    }
    return mask;
  }

  /** s_i; exactly the target after the last update. */
  Sparsity sparsityAfter(int update, Sparsity target) {
    return sparsityAfter(update, times.count(), initialSparsity, target);
  }

  static Sparsity sparsityAfter(int update, int updates, double initial, Sparsity target) {
    if (update == updates || initial >= target.share()) {
      return target;
    }
    double left = 1 - (double) update / updates;
    return new Sparsity(target.share() + (initial - target.share()) * left * left * left);
  }

  /** Prunes the mask, and sets values and velocities of removed weights to 0. */
  static void cut(PruningRun run, Learner learner, Sparsity sparsity) {
    NDArray weights = learner.state().weights();
    run.selections().apply(sparsity).narrow(learner.mask(), weights);
    forgetRemoved(learner);
  }

  static void forgetRemoved(Learner learner) {
    learner.state().weights().muli(learner.mask().values());
    learner.memory().get(PruningRun.VELOCITY).muli(learner.mask().values());
  }
}
