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
import java.util.stream.Collectors;

/** Connectivity by sparsity: a line for each method and each setting of the dense run. */
public final class RegimeFigure implements Figure {

  @Override
  public List<Panel> panels(Section section) {
    SparsityScale scale = SparsityScale.of(section);
    List<TableRow> rows = section.rows();
    Variants variants = new Variants(rows);
    Map<String, List<TableRow>> byLine =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> label(variants, row), LinkedHashMap::new, Collectors.toList()));
    List<Line> lines = new ArrayList<>();
    byLine.forEach(
        (label, its) ->
            lines.add(
                new Line(
                    label,
                    MethodStyle.ofNumber(lines.size()),
                    its.stream().map(row -> point(scale, row)).toList())));
    return List.of(
        LineChart.panel(
            "Connectivity of copies of a ticket (below 0: a barrier), mean and 95 % interval",
            scale.axis(rows.stream().map(row -> row.number("sparsity")).toList()),
            Axes.linear("connectivity in nats"),
            lines));
  }

  private static String label(Variants variants, TableRow row) {
    String dense = row.text("dense");
    return variants.label(Variants.of(row)) + ", dense " + (dense.isEmpty() ? "defaults" : dense);
  }

  private static Point point(SparsityScale scale, TableRow row) {
    return new Point(
        scale.position(row.number("sparsity")),
        row.number("connectivity"),
        row.number("connectivity_ci95"),
        Mark.FILLED);
  }
}
