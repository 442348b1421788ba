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
 * <p>Of the weights kept by the previous round (all weights of the dense network in the first
 * round), the smallest by magnitude in one global ranking are removed. The kept weights, the
 * biases, and the parameters and statistics of batch-norm are rewound to their initial values, or
 * to those of the dense run after a share of its steps ({@code rewind}: late rewinding, Frankle et
 * al. 2019, "Stabilizing the lottery ticket hypothesis", who use 0.1 to 7 %), and trained again.
 * Round r keeps round(0.8^r · n) of n weights; a target between two rounds is reached by one
 * smaller round after the last whole one.
 *
 * <p>Differs from Ma et al.: batch 128 instead of 64, and the stem and the classifier are pruned
 * like all other layers, as in the global setting of BiP (the exact recipe for IMP in BiP was not
 * found).
 *
 * @param recipe how the weights are trained after pruning
 * @param rewind share of the steps of the dense run to whose state the network is rewound, one of
 *     {@link DenseStates#SHARES}; 0 is the initial state
 * @param perp what is trained in a round that goes on from trained weights, {@code rewind} above 0
 */
public record Imp(Recipe recipe, double rewind, Perp perp) implements PruningMethod {

  static final Imp DEFAULTS =
      new Imp(new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4), 0, Perp.OFF);

  public Imp {
    perp.required(new Requirements(), rewind > 0, "rewind above 0")
        .oneOf(DenseStates.SHARES, "rewind", rewind)
        .check();
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
    return perp.passes(recipe.epochs());
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
    return perp.train(run, "train", recipe, back, mask);
  }
}
