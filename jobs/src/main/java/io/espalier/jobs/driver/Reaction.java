// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import java.time.Duration;

/** The reaction to a failed run. */
sealed interface Reaction {

  /** The run stays failed. */
  record GiveUp() implements Reaction {}

  /** The run is retried after a delay. */
  record Retry(Duration after) implements Reaction {}

  /** The run is retried alone on its device, with all of its memory. */
  record RetryAlone() implements Reaction {}
}
