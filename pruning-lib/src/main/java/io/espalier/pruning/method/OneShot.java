// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Recipe;

/** A method that prunes the trained dense network once and trains under the mask. */
public interface OneShot extends PruningMethod {

  /** How the weights are trained after pruning. */
  Recipe recipe();

  /** The values that training starts with. */
  Omp.From from();

  /**
   * The mask for the trained dense network; the time to compute it is part of the cost of the
   * method.
   */
  Mask cut(PruningRun run);

  @Override
  default Start start() {
    return Start.DENSE;
  }

  @Override
  default double passes() {
    return recipe().epochs();
  }

  @Override
  default Pruned prune(PruningRun run) throws InterruptedException {
    Mask mask = run.training().timed(() -> cut(run));
    NetworkState begin = from() == Omp.From.TRAINED ? run.start() : run.initial();
    return run.train(recipe(), begin, mask);
  }
}
