// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import java.io.Serializable;

/** The outcome of a run. */
public sealed interface RunOutcome extends Serializable {

  /**
   * The run has a row.
   *
   * @param accuracy on the test split, in [0, 1]
   */
  record Finished(double accuracy) implements RunOutcome {}

  /**
   * The run failed and has no row.
   *
   * @param cause in one line
   */
  record Failed(FailureKind kind, String cause) implements RunOutcome {

    /** What was thrown instead of an outcome. */
    public static Failed by(Throwable thrown) {
      return new Failed(FailureKind.of(thrown), FailureCause.of(thrown));
    }
  }

  /** The run was cancelled and has no row. */
  record Cancelled() implements RunOutcome {}
}
