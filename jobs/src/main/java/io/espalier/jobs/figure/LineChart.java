// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Line.Mark;
import io.espalier.jobs.figure.Line.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** Lines with markers, with a band around each line whose points have intervals. */
final class LineChart {
  /** Maximum number of lines, which suffices for all methods and for the layers of ResNet-20. */
  private static final int MAX_LINES = 26;

  /** Maximum number of markers on a line; more would hide it. */
  private static final int MARKERS = 24;

  private static final float BAND = 0.15f;

  private LineChart() {}

  /**
   * @param caption caption; extended by a note if there are too many lines, in which case those
   *     with the fewest points are omitted
   */
  static Panel panel(String caption, ValueAxis x, ValueAxis y, List<Line> lines) {
    List<Line> drawn = drawn(lines);
    String left =
        drawn.size() < lines.size()
            ? " (%s of %s lines; see the table for all)".formatted(drawn.size(), lines.size())
            : "";
    return new Panel(caption + left, chart(x, y, drawn));
  }

  private static List<Line> drawn(List<Line> lines) {
    List<Line> longest =
        lines.stream()
            .filter(line -> !line.points().isEmpty())
            .sorted(Comparator.comparing((Line line) -> -line.points().size()))
            .limit(MAX_LINES)
            .toList();
    return lines.stream().filter(longest::contains).toList();
  }

  private static JFreeChart chart(ValueAxis x, ValueAxis y, List<Line> lines) {
    YIntervalSeriesCollection data = new YIntervalSeriesCollection();
    List<List<Mark>> marks = new ArrayList<>();
    Markers renderer = new Markers(marks);
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      data.addSeries(series(line, i));
      marks.add(line.points().stream().map(Point::mark).toList());
      renderer.setSeriesPaint(i, line.look().color());
      renderer.setSeriesFillPaint(i, line.look().color());
      renderer.setSeriesStroke(i, line.look().stroke());
      renderer.setSeriesShape(i, line.look().marker());
    }
    return Theme.chart(new XYPlot(data, x, y, renderer));
  }

  /** The key of the series has its index, because labels are not unique. */
  private static YIntervalSeries series(Line line, int index) {
    YIntervalSeries series = new YIntervalSeries(new SeriesKey(index, line.label()), false, true);
    for (Point point : line.points()) {
      double half = Double.isFinite(point.half()) ? point.half() : 0;
      series.add(point.x(), point.y(), point.y() - half, point.y() + half);
    }
    return series;
  }

  private record SeriesKey(int index, String label) implements Comparable<SeriesKey> {
    @Override
    public int compareTo(SeriesKey other) {
      return Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /** Draws the marker of each point as the point defines it. */
  private static final class Markers extends DeviationRenderer {
    private static final long serialVersionUID = 1;
    private final transient List<List<Mark>> marks;

    Markers(List<List<Mark>> marks) {
      super(true, true);
      this.marks = marks;
      setAlpha(BAND);
    }

    @Override
    public boolean getItemShapeVisible(int series, int item) {
      List<Mark> its = marks.get(series);
      int step = 1 + its.size() / MARKERS;
      return its.get(item) != Mark.NONE && item % step == 0;
    }

    @Override
    public boolean getItemShapeFilled(int series, int item) {
      return marks.get(series).get(item) == Mark.FILLED;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
