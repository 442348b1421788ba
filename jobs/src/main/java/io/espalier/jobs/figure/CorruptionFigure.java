// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Line.Mark;
import io.espalier.jobs.figure.Line.Point;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.TableRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Accuracy by sparsity, a panel for each corruption and a line for each method. */
public final class CorruptionFigure implements Figure {

  @Override
  public List<Panel> panels(Section section) {
    SparsityScale scale = SparsityScale.of(section);
    Map<String, List<TableRow>> kinds =
        section.rows().stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.text("corruption"), LinkedHashMap::new, Collectors.toList()));
    return kinds.entrySet().stream()
        .map(kind -> panel(kind.getKey(), kind.getValue(), scale))
        .toList();
  }

  private static Panel panel(String corruption, List<TableRow> rows, SparsityScale scale) {
    return LineChart.panel(
        "Test accuracy under " + corruption + ", mean and 95 % interval",
        scale.axis(rows.stream().map(row -> row.number("sparsity")).toList()),
        Axes.percent("accuracy %"),
        new Variants(rows)
            .lines(
                row ->
                    new Point(
                        scale.position(row.number("sparsity")),
                        row.percent("accuracy"),
                        row.percent("accuracy_ci95"),
                        Mark.FILLED)));
  }
}
