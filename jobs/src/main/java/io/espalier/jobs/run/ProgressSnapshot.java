package io.espalier.jobs.run;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a sweep is.
 *
 * @param runsEnded finished or failed
 * @param runs to do in all
 * @param failed those of the ended that failed
 * @param passesMade of finished runs and, as far as known, of those in flight
 * @param passes to do in all
 * @param elapsed since the sweep's start
 */
record ProgressSnapshot(
    int runsEnded, int runs, int failed, double passesMade, double passes, Duration elapsed) {

  /** The time left at the pace so far; empty before the first pass. */
  Optional<Duration> remaining() {
    if (passesMade <= 0) {
      return Optional.empty();
    }
    double left = Math.max(0, passes - passesMade) / passesMade;
    return Optional.of(Duration.ofMillis((long) (elapsed.toMillis() * left)));
  }

  /** {@code 12 of 36 runs, 40.2 of 164.0 passes, 0:12:31 gone, 0:38:20 left}. */
  String line() {
    String text =
        String.format(
            Locale.ROOT,
            "%d of %d runs, %.1f of %.1f passes, %s gone, %s left",
            runsEnded,
            runs,
            passesMade,
            passes,
            clock(elapsed),
            remaining().map(ProgressSnapshot::clock).orElse("?"));
    return failed == 0 ? text : text + ", " + failed + " failed";
  }

  private static String clock(Duration time) {
    return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }
}
