// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.robustness;

import java.util.Arrays;

/**
 * The Poisson distribution of a mean, sampled by inversion of its distribution function. Images
 * have at most 256 levels, so a table for each mean costs less than a method of rejection.
 *
 * @param distribution P(X ≤ k) for k from 0 until it is 1 up to rounding
 */
@SuppressWarnings("ArrayRecordComponent") // a table, shared read-only; never compared
record Poisson(double[] distribution) {
  /** Deviations above the mean beyond which a double has no probability left. */
  private static final double DEVIATIONS = 10;

  private static final int AT_LEAST = 20;

  /**
   * @param mean from 0 to 700, beyond which e^(−mean) is 0 in double precision
   */
  static Poisson of(double mean) {
    double[] distribution =
        new double[AT_LEAST + (int) Math.ceil(mean + DEVIATIONS * Math.sqrt(mean))];
    double probability = StrictMath.exp(-mean);
    double sum = probability;
    for (int k = 0; k < distribution.length; k++) {
      distribution[k] = sum;
      probability *= mean / (k + 1);
      sum += probability;
    }
    return new Poisson(distribution);
  }

  /**
   * The smallest k with u &lt; P(X ≤ k).
   *
   * @param uniform u, uniform in [0, 1)
   */
  int sample(double uniform) {
    int found = Arrays.binarySearch(distribution, uniform);
    int above = found < 0 ? -found - 1 : found + 1;
    return Math.min(above, distribution.length - 1);
  }
}
