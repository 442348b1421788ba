package io.espalier.pruning.method;

import io.espalier.pruning.check.EngineNeeds.Derivatives;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.model.Layer;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A way to a sparse network, as a record of its settings. One file each; {@link Methods} lists
 * them.
 */
public interface PruningMethod extends Serializable {

  /** What a method begins with. */
  enum Start {
    /** The untrained network of the run's seed. */
    INITIAL,
    /** The trained dense network of the same seed. */
    DENSE,
    /**
     * The trained network and mask of this method's own previous round (the dense network at the
     * first): one round removes 20 % of the survivors, see {@link
     * io.espalier.pruning.mask.Sparsity#wholeRounds}.
     */
    PREVIOUS_ROUND
  }

  /** What the method begins with. */
  Start start();

  /**
   * Forward-backward passes over the training set that one run makes, its parents' not counted; for
   * plans and progress, exact up to one batch.
   */
  double passes();

  /** The derivatives of the loss that the method takes. */
  default Derivatives derivatives() {
    return Derivatives.FIRST;
  }

  /**
   * Why this method makes no sense with a structure, as the end of a sentence; empty where it does.
   */
  default Optional<String> refuses(Granularity structure) {
    return Optional.empty();
  }

  /**
   * The masks that a run of this method may end with.
   *
   * @param layers of a channels-last network
   */
  default Selection selection(Granularity structure, List<Layer> layers, Sparsity sparsity) {
    return structure.selection(layers, sparsity);
  }

  /**
   * Runs the method on {@code run}'s network.
   *
   * @return the mask, one of {@code run.selection()}, and the trained state under it
   * @throws InterruptedException when the thread is interrupted, between two steps
   * @throws io.espalier.pruning.train.DivergedException when a loss is not a finite number
   */
  Pruned prune(PruningRun run) throws InterruptedException;
}
