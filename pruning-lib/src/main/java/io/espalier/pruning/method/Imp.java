package io.espalier.pruning.method;

import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;

/**
 * One round of iterative magnitude pruning (Frankle &amp; Carbin 2019, "The lottery ticket
 * hypothesis"; recipe of Ma et al. 2021, "Sanity checks for lottery tickets").
 *
 * <p>Of the weights that survived the previous round (the dense network before the first), the
 * smallest by magnitude in one global ranking are removed; the survivors, the biases and
 * batch-norm's parameters and statistics return to their initial values and are trained again.
 * Round r keeps round(0.8^r · n) of n; a target between two rounds is one shorter cut after the
 * last whole round.
 *
 * <p>Differs from Ma et al.: batch 128 instead of 64, and the stem and the classifier are pruned
 * like all else, as in the global setting of BiP (the exact recipe for IMP in BiP was not found).
 *
 * @param recipe how the weights are trained after the cut
 */
public record Imp(Recipe recipe) implements PruningMethod {

  static final Imp DEFAULTS = new Imp(new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4));

  @Override
  public Start start() {
    return Start.PREVIOUS_ROUND;
  }

  @Override
  public double passes() {
    return recipe.epochs();
  }

  @Override
  public Pruned prune(PruningRun run) throws InterruptedException {
    Mask mask =
        run.training().timed(() -> run.startMask().topKWithin(run.start().weights(), run.kept()));
    return run.train(recipe, run.initial(), mask);
  }
}
