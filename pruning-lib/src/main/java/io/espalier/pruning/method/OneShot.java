// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.mask.Mask;

/** A method whose cut is computed from the trained dense network, and has nothing to report. */
public interface OneShot extends Retrained {

  /**
   * The mask for the trained dense network; the time to compute it is part of the cost of the
   * method.
   */
  Mask cut(PruningRun run);

  @Override
  default Pruned prune(PruningRun run) throws InterruptedException {
    return trained(run, run.training().timed(() -> cut(run)));
  }
}
