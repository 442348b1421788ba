package io.espalier.jobs.executor;

import java.io.Serializable;

/** How a run ended. */
public sealed interface RunOutcome extends Serializable {

  /**
   * Its row is written.
   *
   * @param accuracy on the test split, in [0, 1]
   */
  record Finished(double accuracy) implements RunOutcome {}

  /**
   * It has no row.
   *
   * @param cause in one line
   */
  record Failed(FailureKind kind, String cause) implements RunOutcome {}

  /** It was told to stop, and has no row. */
  record Cancelled() implements RunOutcome {}
}
