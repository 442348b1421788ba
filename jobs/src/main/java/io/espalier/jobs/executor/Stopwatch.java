// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import java.util.function.LongSupplier;

/**
 * The time of a run: the clock of the machine at its start, and a counter since then, because the
 * clock can be set back during the run.
 */
final class Stopwatch {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final long startedAt;
  private final LongSupplier nanos;
  private final long begin;

  /**
   * Starts.
   *
   * @param startedAt milliseconds since 1970
   * @param nanos a counter that never goes back, such as {@link System#nanoTime}
   */
  Stopwatch(long startedAt, LongSupplier nanos) {
    this.startedAt = startedAt;
    this.nanos = nanos;
    this.begin = nanos.getAsLong();
  }

  /** The start, in milliseconds since 1970. */
  long startedAt() {
    return startedAt;
  }

  /** The current time, in milliseconds since 1970; never before the start. */
  long now() {
    return startedAt + (nanos.getAsLong() - begin) / NANOS_PER_MILLI;
  }
}
