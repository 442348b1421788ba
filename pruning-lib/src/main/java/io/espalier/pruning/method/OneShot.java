// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Recipe;

/** A method that makes one cut of the trained dense network, and trains under its mask. */
public interface OneShot extends PruningMethod {

  /** How the weights are trained after the cut. */
  Recipe recipe();

  /** Which values training begins with. */
  Omp.From from();

  /** The mask of the trained dense network; its time counts as the method's. */
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
