// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.LayerCounts;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.train.Learner;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.util.List;
import java.util.Optional;

/**
 * Gradual magnitude pruning (Zhu &amp; Gupta 2017, "To prune, or not to prune: exploring the
 * efficacy of pruning for model compression", arXiv 1710.01878).
 *
 * <p>While the network is trained from its initial weights, the weights with the smallest
 * magnitudes are removed in n updates. Update i reaches the sparsity s_i = s_f + (s_0 − s_f)(1 −
 * i/n)³: fast at first, slow at the end. Removed weights are set to 0 and stay removed.
 *
 * <p>As in the paper, every layer is pruned to s_i ({@code scope: layer}). All layers together keep
 * exactly the round((1 − s_i)·n) of n weights that every other method keeps at this sparsity, so a
 * layer keeps its share up to rounding: {@link LayerCounts#uniform}. {@code scope: global} ranks
 * all weights of the network together. Structures other than single weights have the same share in
 * every layer.
 *
 * <p>Version 1 changed s_0 and s_i near a round of {@link Sparsity#requested} to that round;
 * versions 1 and 2 had the scope {@code global} only.
 *
 * <p>Defaults: 160 epochs, like the other methods here; updates in the first half of the run, one
 * every 0.016 of it, which is 1,000 steps for 160 epochs of 50,000 images (the paper: every 100 to
 * 1,000 steps, and an end "before the learning rate is small"; the half is inferred).
 *
 * <p>Differs from the paper: begin, end and interval are shares of the run. In the paper, removed
 * weights keep their values and can return when the threshold is recomputed; here they stay
 * removed.
 *
 * @param recipe how the weights are trained
 * @param times times of the updates
 * @param initialSparsity s_0, to which the initial weights are pruned before training; in [0, 1)
 * @param scope weights that are ranked together
 */
public record Gmp(Recipe recipe, UpdateTimes times, double initialSparsity, Scope scope)
    implements TrainedOnce {

  /** The weights that are ranked together. */
  public enum Scope {
    /** Those of a layer. */
    LAYER,
    /** Those of the network. */
    GLOBAL
  }

  static final Gmp DEFAULTS =
      new Gmp(
          new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4),
          new UpdateTimes(0, 0.5, 0.016),
          0,
          Scope.LAYER);

  public Gmp {
    new Requirements().fraction("initial_sparsity", initialSparsity).check();
  }

  @Override
  public Optional<String> refuses(Granularity structure) {
    return scope == Scope.LAYER || structure instanceof Unstructured
        ? Optional.empty()
        : Optional.of("all layers keep the same share there, so scope must be layer");
  }

  @Override
  public Selection selection(Granularity structure, List<Layer> layers, Sparsity sparsity) {
    Selection selection = structure.selection(layers, sparsity);
    return scope == Scope.LAYER && structure instanceof Unstructured
        ? LayerCounts.uniform(layers, selection.groupsKept())
        : selection;
  }

  @Override
  public Pruned prune(PruningRun run) throws InterruptedException {
    return run.train(
        "train",
        recipe,
        run.initial(),
        begin(run),
        (step, learner, gradient) -> {
          int update = times.reachedBy(step);
          if (update > 0) {
            cut(run, learner, sparsityAfter(update, run.target()));
          }
        });
  }

  /** The mask at the start of training: of the pruned initial weights, or all ones. */
  private Mask begin(PruningRun run) {
    Mask mask = Mask.dense(run.net());
    Sparsity first = first(initialSparsity, run.target());
    if (first.share() > 0) {
      run.selections().apply(first).narrow(mask, run.initial().weights());
    }
    return mask;
  }

  /** s_0, but not above the target. */
  static Sparsity first(double initialSparsity, Sparsity target) {
    return new Sparsity(Math.min(initialSparsity, target.share()));
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
