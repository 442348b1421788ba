// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * The progress of a sweep.
 *
 * @param finished runs to do that have finished
 * @param runs to do at the start of the sweep
 * @param failed runs that failed permanently, in the order in which they failed
 * @param blocked descendants of failed runs
 * @param passesMade passes of finished and active runs
 * @param passes passes to do, without failed and blocked runs
 * @param elapsed time since the start of the sweep
 * @param remaining estimated time; empty before the end of the first epoch
 * @param waits time until each failed run is retried, shortest first
 * @param inFlight active runs, in the order of their starts
 */
public record ProgressSnapshot(
    int finished,
    int runs,
    List<FailedRun> failed,
    int blocked,
    double passesMade,
    double passes,
    Duration elapsed,
    Optional<Duration> remaining,
    List<Duration> waits,
    List<RunInFlight> inFlight) {

  /** The share of passes made, in [0, 1]. */
  double share() {
    return passes == 0 ? 1 : Math.min(1, passesMade / passes);
  }

  /** Test accuracies, in [0, 1], of active runs that have reported one. */
  DoubleStream accuracies() {
    return inFlight.stream()
        .flatMap(run -> run.last().stream())
        .mapToDouble(EpochReached::accuracy);
  }

  /** {@code 12 of 36 runs, 0:38:20 left}. */
  String shortLine() {
    return finished + " of " + runs + " runs, " + left() + problems();
  }

  /** {@code 12/36, 0:38:20 left}. */
  String shortestLine() {
    return finished + "/" + runs + ", " + left();
  }

  /** {@code 12 of 36 runs, 40.2 of 164.0 passes, 0:12:31 elapsed, 0:38:20 left}. */
  String line() {
    return String.format(
            Locale.ROOT,
            "%d of %d runs, %.1f of %.1f passes, %s elapsed, ",
            finished,
            runs,
            passesMade,
            passes,
            clock(elapsed))
        + left()
        + problems();
  }

  private String left() {
    return remaining.map(ProgressSnapshot::clock).orElse("?") + " left";
  }

  private String problems() {
    String next = waits.isEmpty() ? "" : " (next in " + clock(waits.get(0)) + ")";
    return counted(waits.size(), "waiting for a retry")
        + next
        + counted(failed.size(), "failed")
        + counted(blocked, "blocked");
  }

  private static String counted(int runs, String what) {
    return runs == 0 ? "" : ", " + runs + " " + what;
  }

  private static String clock(Duration time) {
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }
}
