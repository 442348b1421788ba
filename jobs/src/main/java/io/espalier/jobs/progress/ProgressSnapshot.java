package io.espalier.jobs.progress;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * How far a sweep is.
 *
 * @param finished runs that have their rows, of those that were to do
 * @param runs that were to do when the sweep began
 * @param failed runs that have none
 * @param blocked runs that descend from a failed one
 * @param passesMade of finished runs and, as far as known, of those in flight
 * @param passes to do in all, but for failed and blocked runs
 * @param elapsed since the sweep's start
 * @param remaining as far as can be told; empty before the first epoch's end
 * @param inFlight runs that are being made, in the order of their starts
 */
record ProgressSnapshot(
    int finished,
    int runs,
    int failed,
    int blocked,
    double passesMade,
    double passes,
    Duration elapsed,
    Optional<Duration> remaining,
    List<RunInFlight> inFlight) {

  /** What is made of the passes, in [0, 1]. */
  double share() {
    return passes == 0 ? 1 : Math.min(1, passesMade / passes);
  }

  /** Test accuracies, in [0, 1], of those runs in flight that have told one. */
  DoubleStream accuracies() {
    return inFlight.stream()
        .flatMap(run -> run.last().stream())
        .mapToDouble(EpochReached::accuracy);
  }

  /** {@code 12 of 36 runs, 40.2 of 164.0 passes, 0:12:31 gone, 0:38:20 left}. */
  String line() {
    String text =
        String.format(
            Locale.ROOT,
            "%d of %d runs, %.1f of %.1f passes, %s gone, %s left",
            finished,
            runs,
            passesMade,
            passes,
            clock(elapsed),
            remaining.map(ProgressSnapshot::clock).orElse("?"));
    return text + counted(failed, "failed") + counted(blocked, "blocked");
  }

  private static String counted(int runs, String what) {
    return runs == 0 ? "" : ", " + runs + " " + what;
  }

  private static String clock(Duration time) {
    return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }
}
