// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.mask.Mask;

/** A method that computes its mask before any training, and trains under it. */
public interface PrunedAtInitialization extends TrainedOnce {

  /**
   * The mask for the untrained network; the time to compute it is part of the cost of the method.
   */
  Mask mask(PruningRun run);

  @Override
  default Pruned prune(PruningRun run) throws InterruptedException {
    Mask mask = run.training().timed(() -> mask(run));
    return run.train(recipe(), run.initial(), mask);
  }
}
