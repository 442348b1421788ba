// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Line.Mark;
import io.espalier.jobs.figure.Line.Point;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.TableRow;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Sharpness at worst by sparsity: a panel for each ρ, and a line for each method. */
public final class SharpnessFigure implements Figure {

  @Override
  public List<Panel> panels(Section section) {
    SparsityScale scale = SparsityScale.of(section);
    Map<Double, List<TableRow>> byRho =
        section.rows().stream()
            .collect(
                Collectors.groupingBy(row -> row.number("rho"), TreeMap::new, Collectors.toList()));
    return byRho.entrySet().stream()
        .map(rho -> panel(rho.getKey(), rho.getValue(), scale))
        .toList();
  }

  private static Panel panel(double rho, List<TableRow> rows, SparsityScale scale) {
    return LineChart.panel(
        "Growth of the loss at worst for changes by %s of each parameter, mean and 95 %% interval"
            .formatted(rho),
        scale.axis(rows.stream().map(row -> row.number("sparsity")).toList()),
        Axes.linear("sharpness in nats"),
        new Variants(rows)
            .lines(
                row ->
                    new Point(
                        scale.position(row.number("sparsity")),
                        row.number("worst_sharpness"),
                        row.number("worst_sharpness_ci95"),
                        Mark.FILLED)));
  }
}
