package io.espalier.jobs.figure;

import java.util.Comparator;
import java.util.List;

/**
 * A line of a {@link LineChart}.
 *
 * @param label for the legend
 * @param points those that have an x and a y, by their x
 */
record Line(String label, MethodStyle look, List<Point> points) {

  /** What is drawn at a point, beside the line that goes through it. */
  enum Mark {
    FILLED,
    HOLLOW,
    NONE
  }

  /**
   * @param half of the width of the interval around y; not a number where none is known
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
