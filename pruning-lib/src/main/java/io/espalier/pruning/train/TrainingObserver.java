package io.espalier.pruning.train;

import io.espalier.pruning.model.NetworkState;
import java.util.List;
import java.util.Set;

/** Who watches a run from outside. Called on the training thread, between steps. */
public interface TrainingObserver {

  /** An epoch has ended and been evaluated. */
  void epochEnded(EpochReport report);

  /**
   * A phase goes on from a checkpoint.
   *
   * @param before the phase's epochs that ended before it, from the first on
   */
  default void continued(List<EpochReport> before) {
    before.forEach(this::epochEnded);
  }

  /** The shares of the run's steps, in [0, 1], whose states are wanted. */
  default Set<Double> statesWanted() {
    return Set.of();
  }

  /**
   * A wanted share is reached, before the step that follows it.
   *
   * @param state with its mask applied; valid during the call only
   */
  default void stateReached(double share, NetworkState state) {}

  /**
   * A checkpoint is written: what was done before it was begun is not lost any more. Called after a
   * later step, at the end of the phase at the latest.
   */
  default void saved() {}
}
