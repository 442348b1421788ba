package io.espalier.jobs.driver;

import java.time.Duration;

/** What is done about a failed run. */
sealed interface Reaction {

  /** It stays failed. */
  record GiveUp() implements Reaction {}

  /** It is tried again after a while. */
  record Retry(Duration after) implements Reaction {}

  /** It is tried again with a device, and its memory, to itself. */
  record RetryAlone() implements Reaction {}
}
