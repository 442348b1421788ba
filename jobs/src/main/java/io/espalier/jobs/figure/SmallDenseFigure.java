// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Line.Mark;
import io.espalier.jobs.figure.Line.Point;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.TableRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Accuracy by the number of parameters, as Zhu and Gupta (2017) compare networks: one line for each
 * method, with the parameters that it kept, and one for the smaller dense networks beside them.
 */
public final class SmallDenseFigure implements Figure {
  /** What parameters are counted in: the labels of whole numbers would overlap. */
  private enum Unit {
    THOUSANDS(1e3),
    MILLIONS(1e6);

    private final double size;

    Unit(double size) {
      this.size = size;
    }

    static Unit of(List<TableRow> rows) {
      return rows.stream().anyMatch(row -> largest(row) >= MILLIONS.size) ? MILLIONS : THOUSANDS;
    }

    private static double largest(TableRow row) {
      return Math.max(row.number("parameters_kept"), row.number("small_dense_parameters"));
    }

    String label() {
      return name().toLowerCase(Locale.ROOT) + " of parameters";
    }
  }

  @Override
  public List<Panel> panels(Section section) {
    List<TableRow> rows = section.rows();
    if (rows.isEmpty()) {
      return List.of();
    }
    Unit unit = Unit.of(rows);
    List<Line> lines = new ArrayList<>();
    // Several cells can have the same network beside them.
    List<Point> small =
        rows.stream()
            .map(
                row ->
                    point(row, unit, "small_dense_parameters", "small_dense_accuracy", Mark.HOLLOW))
            .distinct()
            .toList();
    lines.add(new Line("small dense", MethodStyle.of("dense", 1), small));
    lines.addAll(
        new Variants(rows)
            .lines(row -> point(row, unit, "parameters_kept", "accuracy", Mark.FILLED)));
    return List.of(
        LineChart.panel(
            "Test accuracy by parameters, mean and 95 % interval (hollow: smaller dense networks)",
            Axes.logarithmic(unit.label()), Axes.percent("accuracy %"), lines));
  }

  private static Point point(
      TableRow row, Unit unit, String parameters, String accuracy, Mark mark) {
    return new Point(
        row.number(parameters) / unit.size,
        row.percent(accuracy),
        row.percent(accuracy + "_ci95"),
        mark);
  }
}
