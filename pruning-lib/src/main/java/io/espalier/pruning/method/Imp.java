// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.util.Optional;

/**
 * One round of iterative magnitude pruning (Frankle &amp; Carbin 2019, "The lottery ticket
 * hypothesis"; recipe of Ma et al. 2021, "Sanity checks for lottery tickets").
 *
 * <p>Of the weights that survived the previous round (the dense network before the first), the
 * smallest by magnitude in one global ranking are removed; the survivors, the biases and
 * batch-norm's parameters and statistics return to their initial values, or to those that the dense
 * run had after a share of its steps ({@code rewind}: late rewinding, Frankle et al. 2019,
 * "Stabilizing the lottery ticket hypothesis", who use 0.1 to 7 %), and are trained again. Round r
 * keeps round(0.8^r · n) of n; a target between two rounds is one shorter cut after the last whole
 * round.
 *
 * <p>Differs from Ma et al.: batch 128 instead of 64, and the stem and the classifier are pruned
 * like all else, as in the global setting of BiP (the exact recipe for IMP in BiP was not found).
 *
 * @param recipe how the weights are trained after the cut
 * @param rewind the share of the dense run's steps whose state the survivors return to, one of
 *     {@link DenseStates#SHARES}; 0 is the initial state
 */
public record Imp(Recipe recipe, double rewind) implements PruningMethod {

  static final Imp DEFAULTS = new Imp(new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4), 0);

  public Imp {
    new Requirements().oneOf(DenseStates.SHARES, "rewind", rewind).check();
  }

  @Override
  public Optional<String> refuses(Granularity structure) {
    return structure.ownSparsity().isPresent()
        ? Optional.of("a fixed N:M pattern has no rounds")
        : Optional.empty();
  }

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
    Mask mask = run.startMask().copy();
    run.training()
        .timed(
            () -> {
              run.selection().narrow(mask, run.start().weights());
              return mask;
            });
    NetworkState back = rewind == 0 ? run.initial() : run.dense().at(rewind);
    return run.train(recipe, back, mask);
  }
}
