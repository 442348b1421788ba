// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;

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
 * @param afterCut how the network is trained after the cut; with {@code rewind} above 0, from
 *     trained weights
 */
public record Imp(Recipe recipe, double rewind, AfterCut afterCut) implements PruningRound {

  static final Imp DEFAULTS =
      new Imp(new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4), 0, AfterCut.DEFAULTS);

  public Imp {
    PruningRound.requirements(recipe, rewind, afterCut).check();
  }

  @Override
  public void narrow(PruningRun run, Mask mask) {
    run.selection().narrow(mask, run.start().weights());
  }
}
