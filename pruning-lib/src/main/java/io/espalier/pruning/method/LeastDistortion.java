// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses how many weights each layer loses, so that the distortions of all layers have the least
 * sum: a knapsack, solved by dynamic programming.
 *
 * <p>Weights are removed in units of 1/10,000 of those that can be removed, rounded up. What then
 * is left to remove, less than a unit, comes from the layer whose distortion grows least by it, or
 * from several if none has so many left.
 */
final class LeastDistortion {
  private static final long UNITS = 10_000;

  private LeastDistortion() {}

  /**
   * The number of weights that each layer loses, {@code removed} in all. Of equal sums, the one
   * that removes fewer weights of later layers.
   *
   * @param curves one per layer
   * @throws IllegalArgumentException when the layers cannot lose as many
   */
  static List<Long> removing(List<DistortionCurve> curves, long removed) {
    long most = curves.stream().mapToLong(DistortionCurve::most).sum();
    if (removed < 0 || removed > most) {
      throw new IllegalArgumentException(
          "Invalid number to remove: %s, must be from 0 to %s".formatted(removed, most));
    }
    long unit = Math.max(1, (most + UNITS - 1) / UNITS);
    long whole = curves.stream().mapToLong(curve -> curve.most() / unit).sum();
    long[] counts = optimal(curves, unit, (int) Math.min(removed / unit, whole));
    for (long left = removed - Arrays.stream(counts).sum(); left > 0; ) {
      int layer = cheapest(curves, counts, left);
      long taken = Math.min(left, curves.get(layer).most() - counts[layer]);
      counts[layer] += taken;
      left -= taken;
    }
    return Arrays.stream(counts).boxed().toList();
  }

  /** The optimum of {@code units} units. */
  private static long[] optimal(List<DistortionCurve> curves, long unit, int units) {
    double[] least = new double[units + 1]; // the sum of the layers so far, by units removed
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    least[0] = 0;
    List<int[]> choices = new ArrayList<>(); // of each layer, by units removed up to it
    for (DistortionCurve curve : curves) {
      double[] own = curve.atMultiplesOf(unit);
      int[] choice = new int[units + 1];
      double[] sums = new double[units + 1];
      for (int total = 0; total <= units; total++) {
        sums[total] = Double.POSITIVE_INFINITY;
        for (int here = 0; here <= Math.min(total, own.length - 1); here++) {
          double sum = least[total - here] + own[here];
          if (sum < sums[total]) {
            sums[total] = sum;
            choice[total] = here;
          }
        }
      }
      least = sums;
      choices.add(choice);
    }
    long[] counts = new long[curves.size()];
    int left = units;
    for (int layer = counts.length - 1; layer >= 0; layer--) {
      int here = choices.get(layer)[left];
      counts[layer] = here * unit;
      left -= here;
    }
    return counts;
  }

  /**
   * The layer that can lose more, and whose distortion grows least for each weight of this step.
   */
  private static int cheapest(List<DistortionCurve> curves, long[] counts, long left) {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int layer = 0; layer < counts.length; layer++) {
      DistortionCurve curve = curves.get(layer);
      long taken = Math.min(left, curve.most() - counts[layer]);
      if (taken > 0) {
        double growth = (curve.at(counts[layer] + taken) - curve.at(counts[layer])) / taken;
        if (best < 0 || growth < least) {
          best = layer;
          least = growth;
        }
      }
    }
    return best;
  }
}
