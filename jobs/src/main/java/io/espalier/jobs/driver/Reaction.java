// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import java.time.Duration;

/** The reaction to a failed run. */
sealed interface Reaction {

  /** The end of a message about the failure. */
  String text();

  /** The run stays failed. */
  record GiveUp() implements Reaction {
    @Override
    public String text() {
      return "not tried again in this sweep";
    }
  }

  /**
   * The run is retried after a delay.
   *
   * @param number of the retry, from 1
   * @param of number of retries that the run has
   */
  record Retry(Duration after, int number, int of) implements Reaction {
    @Override
    public String text() {
      return "retry " + number + " of " + of + " in " + after.toSeconds() + " s";
    }
  }

  /** The run is retried alone on its device, with all of its memory. */
  record RetryAlone() implements Reaction {
    @Override
    public String text() {
      return "retried alone on its device";
    }
  }
}
