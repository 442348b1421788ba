// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import java.util.Comparator;
import java.util.List;

/**
 * A line of a {@link LineChart}.
 *
 * @param label for the legend
 * @param points points with an x and a y, ordered by x
 */
record Line(String label, MethodStyle look, List<Point> points) {

  /** The marker at a point. */
  enum Mark {
    FILLED,
    HOLLOW,
    NONE
  }

  /**
   * @param half width of the interval around y; NaN if unknown
   */
  record Point(double x, double y, double half, Mark mark) {}

  Line {
    points =
        points.stream()
            .filter(point -> Double.isFinite(point.x()) && Double.isFinite(point.y()))
            .sorted(Comparator.comparingDouble(Point::x))
            .toList();
  }
}
