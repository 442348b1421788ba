// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.check.EngineNeeds.Derivatives;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.model.Layer;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A pruning method, implemented as a record of its settings. {@link Methods} lists all methods. */
public interface PruningMethod extends Serializable {

  /** The network that a method starts from. */
  enum Start {
    /** The untrained network of the run's seed. */
    INITIAL,
    /** The trained dense network of the same seed. */
    DENSE,
    /**
     * The trained network and mask of the previous round of this method (the dense network for the
     * first round): one round removes 20 % of the survivors, see {@link
     * io.espalier.pruning.mask.Sparsity#wholeRounds}.
     */
    PREVIOUS_ROUND,
    /**
     * The untrained network of the run's seed, and the mask that {@linkplain #otherMethod another
     * method} found for it at the same sparsity.
     */
    OTHER_MASK
  }

  /** The network that the method starts from. */
  Start start();

  /** The name of the method whose mask this one starts from; empty unless it is OTHER_MASK. */
  default Optional<String> otherMethod() {
    return Optional.empty();
  }

  /**
   * The settings that have an effect in the last round only, for methods that start from a previous
   * round: earlier rounds have their defaults, and so are shared by runs that differ in these
   * alone.
   */
  default Set<String> lastRoundOnly() {
    return Set.of();
  }

  /**
   * Forward-backward passes over the training set of one run, without its parents; used for plans
   * and progress, exact up to one batch.
   */
  double passes();

  /** The derivatives of the loss that the method uses. */
  default Derivatives derivatives() {
    return Derivatives.FIRST;
  }

  /**
   * The reason why this method does not support a structure, as the end of a sentence; empty if it
   * does.
   */
  default Optional<String> refuses(Granularity structure) {
    return Optional.empty();
  }

  /**
   * The masks that a run of this method can end with.
   *
   * @param layers layers of a channels-last network
   */
  default Selection selection(Granularity structure, List<Layer> layers, Sparsity sparsity) {
    return structure.selection(layers, sparsity);
  }

  /**
   * Runs the method on the network of {@code run}.
   *
   * @return the mask, one of {@code run.selection()}, and the trained state under it
   * @throws InterruptedException when the thread is interrupted, between two steps
   * @throws io.espalier.pruning.train.DivergedException when a loss is infinite or NaN
   */
  Pruned prune(PruningRun run) throws InterruptedException;
}
