// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How far the outputs of a network change when one layer alone loses its smallest weights.
 *
 * @param points by increasing number of weights removed; the first removes none
 */
public record DistortionCurve(List<Point> points) {

  /**
   * @param removed number of weights removed
   * @param distortion of the outputs, 0 or greater
   */
  public record Point(long removed, double distortion) {}

  public DistortionCurve {
    points = List.copyOf(points);
    if (points.isEmpty() || points.get(0).removed() != 0) {
      throw new IllegalArgumentException("Invalid curve: must begin with 0 weights removed");
    }
  }

  /** The largest number of weights that can be removed. */
  long most() {
    return points.get(points.size() - 1).removed();
  }

  /**
   * The distortions of 0, {@code unit}, 2·{@code unit}, … weights removed, up to {@link #most}:
   * interpolated linearly between the points.
   */
  double[] atMultiplesOf(long unit) {
    double[] values = new double[(int) (most() / unit) + 1];
    int next = 0;
    for (int i = 0; i < values.length; i++) {
      while (points.get(next).removed() < i * unit) {
        next++;
      }
      values[i] = at(i * unit, next);
    }
    return values;
  }

  /**
   * The distortion of {@code removed} weights.
   *
   * @param removed from 0 to {@link #most}
   */
  double at(long removed) {
    int next =
        IntStream.range(0, points.size())
            .filter(i -> points.get(i).removed() >= removed)
            .findFirst()
            .orElseThrow();
    return at(removed, next);
  }

  /**
   * @param next the first point that removes at least as many
   */
  private double at(long removed, int next) {
    Point right = points.get(next);
    if (right.removed() == removed) {
      return right.distortion();
    }
    Point left = points.get(next - 1);
    double share = (double) (removed - left.removed()) / (right.removed() - left.removed());
    return left.distortion() + share * (right.distortion() - left.distortion());
  }
}
