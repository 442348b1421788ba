// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import io.espalier.pruning.model.NetworkState;
import java.util.List;
import java.util.Set;

/** Receives the progress of a run. Called in the training thread, between steps. */
public interface TrainingObserver {

  /** An epoch has ended and been evaluated. */
  void epochEnded(EpochReport report);

  /**
   * A phase resumes from a checkpoint.
   *
   * @param before epochs of the phase before the checkpoint, from the first one
   */
  default void continued(List<EpochReport> before) {
    before.forEach(this::epochEnded);
  }

  /** The shares of the steps of the run, in [0, 1], at which states are requested. */
  default Set<Double> statesWanted() {
    return Set.of();
  }

  /**
   * A requested share of the steps is done. Called before the next step.
   *
   * @param state state with the mask applied; valid only during the call
   */
  default void stateReached(double share, NetworkState state) {}

  /**
   * A checkpoint has been written: the work before its start cannot be lost. Called after a later
   * step, at the end of the phase at the latest.
   */
  default void saved() {}
}
