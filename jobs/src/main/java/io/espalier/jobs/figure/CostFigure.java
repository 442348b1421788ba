// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Line.Mark;
import io.espalier.jobs.figure.Line.Point;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.TableRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cost of a method by sparsity compared with IMP, like the time figure of the BiP paper: in passes
 * over the training set and, if all ran on one kind of machine, in seconds.
 */
public final class CostFigure implements Figure {

  @Override
  public List<Panel> panels(Section section) {
    List<Panel> panels = new ArrayList<>();
    panel(section, "passes", "imp_passes", "Passes over the training set").ifPresent(panels::add);
    panel(section, "method_seconds", "imp_seconds", "Seconds of training and scoring")
        .ifPresent(panels::add);
    return panels;
  }

  private static Optional<Panel> panel(Section section, String cost, String impCost, String what) {
    List<TableRow> rows = section.rows().stream().filter(row -> row.number(cost) > 0).toList();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    SparsityScale scale = SparsityScale.of(section);
    List<Line> lines = new ArrayList<>(imp(rows, impCost, scale));
    lines.addAll(
        new Variants(rows)
            .lines(
                row ->
                    new Point(
                        scale.position(row.number("sparsity")),
                        row.number(cost),
                        Double.NaN,
                        Mark.FILLED)));
    return Optional.of(
        LineChart.panel(
            what + " from the dense network or from initialisation, mean over seeds (hollow: IMP)",
            scale.axis(rows.stream().map(row -> row.number("sparsity")).toList()),
            Axes.logarithmic(cost.replace('_', ' ')),
            lines));
  }

  /**
   * IMP has no rows of its own, but columns in the rows of others. Its markers are hollow, so that
   * markers of equal cost are visible behind them.
   */
  private static List<Line> imp(List<TableRow> rows, String cost, SparsityScale scale) {
    Map<String, Map<Double, Point>> byVariant = new LinkedHashMap<>();
    for (TableRow row : rows) {
      double x = scale.position(row.number("sparsity"));
      byVariant
          .computeIfAbsent(row.text("imp_variant"), v -> new LinkedHashMap<>())
          .put(x, new Point(x, row.number(cost), Double.NaN, Mark.HOLLOW));
    }
    List<Line> lines = new ArrayList<>();
    byVariant.forEach(
        (variant, points) ->
            lines.add(
                new Line(
                    byVariant.size() == 1 ? "imp" : "imp " + variant,
                    MethodStyle.of("imp", lines.size()),
                    List.copyOf(points.values()))));
    return lines;
  }
}
