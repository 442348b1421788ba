package io.espalier.jobs.executor;

import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.store.FailureRow;
import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes failure rows. That one cannot be written is no reason to fail otherwise, but is told. */
public record FailureLog(ResultStore store, RunNode node) {
  private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);

  /**
   * Writes that {@code attempt} failed.
   *
   * @param cause in one line
   * @param place where it ran; null in parts that are not known
   * @return the failure, whose cause also says where it could not be recorded
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
      LOG.warn("Cannot record that run {} failed: {}", node.key(), e.getMessage());
      return new RunOutcome.Failed(
          kind, cause + " (and its failure could not be recorded: " + e.getMessage() + ")");
    }
  }

  /** Where an attempt ran. */
  public record Place(String host, String executor) {
    public static final Place UNKNOWN = new Place(null, null);
  }
}
