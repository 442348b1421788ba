// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.TrainingObserver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The ends of the epochs of a run, by the clock and by the seconds that the run counts. */
final class EpochClock implements TrainingObserver {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MILLIS_PER_SECOND = 1e3;

  private final List<Long> ends = new ArrayList<>();
  private final List<Double> seconds = new ArrayList<>();
  private final Runnable afterFirst;

  /**
   * @param afterFirst called after the first epoch, which warms up
   */
  EpochClock(Runnable afterFirst) {
    this.afterFirst = afterFirst;
  }

  @Override
  public void epochEnded(EpochReport report) {
    if (ends.isEmpty()) {
      afterFirst.run();
    }
    ends.add(System.nanoTime());
    seconds.add(report.cost().seconds());
  }

  /** The end of the last epoch, in nanoseconds of {@link System#nanoTime}. */
  long end() {
    return ends.get(ends.size() - 1);
  }

  /** Milliseconds of a step in the median epoch after the first, with its evaluation. */
  double millisOfStep(int steps) {
    return median(
            IntStream.range(1, ends.size())
                .mapToDouble(i -> (ends.get(i) - ends.get(i - 1)) / NANOS_PER_MILLI)
                .toArray())
        / steps;
  }

  /** As {@link #millisOfStep}, by the seconds that the run counts as its own. */
  double ownMillisOfStep(int steps) {
    return median(
            IntStream.range(1, seconds.size())
                .mapToDouble(i -> (seconds.get(i) - seconds.get(i - 1)) * MILLIS_PER_SECOND)
                .toArray())
        / steps;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(sorted.length - 1) / 2];
  }
}
