// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.store.FailureRow;
import io.espalier.jobs.store.ResultStore;
import java.io.IOException;

/** Writes failure rows. When a row cannot be written, the cause of the failure says so, too. */
public record FailureLog(ResultStore store, RunNode node) {
  /**
   * Writes that {@code attempt} failed.
   *
   * @param cause in one line
   * @param place where it ran; parts are null if unknown
   * @return the failure; its cause also says if it could not be recorded
   */
  public RunOutcome.Failed record(int attempt, FailureKind kind, String cause, Place place) {
    try {
      store.writeFailure(
          new FailureRow(
              new RunRows(node).identity(),
              attempt,
              kind.name(),
              cause,
              place.host(),
              place.executor(),
              System.currentTimeMillis()));
      return new RunOutcome.Failed(kind, cause);
    } catch (IOException e) {
      return new RunOutcome.Failed(
          kind, cause + " (cannot record the failure: " + e.getMessage() + ")");
    }
  }

  /** Where an attempt ran. */
  public record Place(String host, String executor) {
    public static final Place UNKNOWN = new Place(null, null);
  }
}
