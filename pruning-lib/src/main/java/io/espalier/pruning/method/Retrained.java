// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Recipe;

/** A method that prunes the trained dense network once and trains under the mask. */
public interface Retrained extends PruningMethod {

  /** How the weights are trained after pruning. */
  Recipe recipe();

  /** The values that training starts with. */
  Omp.From from();

  /** How the network is trained after the cut. */
  AfterCut afterCut();

  /** What holds between these settings, in every method of this kind. */
  static Requirements requirements(Recipe recipe, Omp.From from, AfterCut afterCut) {
    return afterCut.required(
        new Requirements(), recipe.epochs(), from == Omp.From.TRAINED, "from: trained");
  }

  @Override
  default Start start() {
    return Start.DENSE;
  }

  @Override
  default double passes() {
    return afterCut().passes(recipe().epochs());
  }

  /** Trains under the mask of the cut. */
  default Pruned trained(PruningRun run, Mask mask) throws InterruptedException {
    NetworkState begin = from() == Omp.From.TRAINED ? run.start() : run.initial();
    return afterCut().train(run, "train", recipe(), begin, mask);
  }
}
