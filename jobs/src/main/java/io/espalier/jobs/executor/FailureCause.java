// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import java.io.UncheckedIOException;

/** The cause of a failed run in one line, for its row and for users. */
public final class FailureCause {
  private FailureCause() {}

  /** The message of what a run threw; of a defect, also its class and the line that threw it. */
  public static String of(Throwable thrown) {
    if (FailureKind.of(thrown) == FailureKind.BUG) {
      return thrown + " at " + thrown.getStackTrace()[0];
    }
    if (thrown instanceof UncheckedIOException unchecked) {
      return of(unchecked.getCause()); // its own message begins with the name of a class
    }
    return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
  }
}
