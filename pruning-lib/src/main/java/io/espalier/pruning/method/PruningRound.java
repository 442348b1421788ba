// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Recipe;
import java.util.Optional;
import java.util.Set;

/**
 * One round of a method that prunes in rounds: of the weights kept by the previous round, some are
 * removed; the others are rewound to their values in the dense run, and trained again.
 */
public interface PruningRound extends PruningMethod {

  /** How the weights are trained after pruning. */
  Recipe recipe();

  /** Share of the steps of the dense run to whose state the network is rewound. */
  double rewind();

  /** How the network is trained after the cut. */
  AfterCut afterCut();

  /**
   * Removes weights from the mask of the previous round, in place; the time to compute them is part
   * of the cost of the method.
   */
  void narrow(PruningRun run, Mask mask);

  /** What holds between these settings, in every method of this kind. */
  static Requirements requirements(Recipe recipe, double rewind, AfterCut afterCut) {
    return afterCut
        .required(new Requirements(), recipe.epochs(), rewind > 0, "rewind above 0")
        .oneOf(DenseStates.SHARES, "rewind", rewind);
  }

  @Override
  default Optional<String> refuses(Granularity structure) {
    return structure.ownSparsity().isPresent()
        ? Optional.of("a fixed N:M pattern has no rounds")
        : Optional.empty();
  }

  @Override
  default Start start() {
    return Start.PREVIOUS_ROUND;
  }

  /** So runs that differ in the order of the images train the same network under the same mask. */
  @Override
  default Set<String> lastRoundOnly() {
    return Set.of("data_order");
  }

  @Override
  default double passes() {
    return afterCut().passes(recipe().epochs());
  }

  @Override
  default Pruned prune(PruningRun run) throws InterruptedException {
    Mask mask = run.startMask().copy();
    run.training()
        .timed(
            () -> {
              narrow(run, mask);
              return mask;
            });
    NetworkState back = rewind() == 0 ? run.initial() : run.dense().at(rewind());
    return afterCut().train(run, "train", recipe(), back, mask);
  }
}
