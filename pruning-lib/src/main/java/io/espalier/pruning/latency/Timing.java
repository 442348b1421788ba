// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.latency;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The times of passes. Quartiles are interpolated linearly between the two nearest times.
 *
 * @param passes number of timed passes, 1 or more
 * @param medianMs median, in milliseconds
 * @param lowerMs lower quartile, in milliseconds
 * @param upperMs upper quartile, in milliseconds
 */
public record Timing(int passes, double medianMs, double lowerMs, double upperMs)
    implements Serializable {
  private static final double NANOS_PER_MS = 1e6;

  /** The timing of passes that took these numbers of nanoseconds. */
  static Timing of(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Timing(
        sorted.length, quantile(0.5, sorted), quantile(0.25, sorted), quantile(0.75, sorted));
  }

  private static double quantile(double share, long[] sorted) {
    double place = share * (sorted.length - 1);
    int before = (int) place;
    int after = Math.min(before + 1, sorted.length - 1);
    double nanos = sorted[before] + (place - before) * (sorted[after] - sorted[before]);
    return nanos / NANOS_PER_MS;
  }
}
