// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;

/**
 * One-shot magnitude pruning (Han et al. 2015; as a one-shot lottery ticket in Ma et al. 2021):
 * prunes the trained dense network once to the target, by magnitude in one global ranking, and then
 * trains under the mask.
 *
 * <p>Default: training starts from the initial weights (inferred for the comparison of BiP; Han et
 * al. continue from the trained weights, {@code from: trained}).
 *
 * @param recipe how the weights are trained after pruning
 * @param from values that the kept weights, biases and batch-norm start with
 * @param afterCut how the network is trained after the cut
 */
public record Omp(Recipe recipe, From from, AfterCut afterCut) implements OneShot {

  /** The values that training starts with. */
  public enum From {
    /** Those of the untrained network. */
    INITIAL,
    /** Those of the trained dense network. */
    TRAINED
  }

  static final Omp DEFAULTS =
      new Omp(new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4), From.INITIAL, AfterCut.DEFAULTS);

  public Omp {
    Retrained.requirements(recipe, from, afterCut).check();
  }

  @Override
  public Mask cut(PruningRun run) {
    return run.mask(run.selection(), run.start().weights(), Ranking.MAGNITUDE);
  }
}
