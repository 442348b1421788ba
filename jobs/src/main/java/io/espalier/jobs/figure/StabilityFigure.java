// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Line.Mark;
import io.espalier.jobs.figure.Line.Point;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.TableRow;
import java.util.List;

/**
 * Relative distance of the trained weights of tickets from those of another network by sparsity;
 * one line for each method. None where all files are missing.
 *
 * @param title what is divided by what
 */
public record StabilityFigure(String title) implements Figure {

  @Override
  public List<Panel> panels(Section section) {
    List<TableRow> rows =
        section.rows().stream().filter(row -> row.has("relative_distance")).toList();
    if (rows.isEmpty()) {
      return List.of();
    }
    SparsityScale scale = SparsityScale.of(section);
    return List.of(
        LineChart.panel(
            title + ", mean and 95 % interval",
            scale.axis(rows.stream().map(row -> row.number("sparsity")).toList()),
            Axes.linear("relative distance"),
            new Variants(rows)
                .lines(
                    row ->
                        new Point(
                            scale.position(row.number("sparsity")),
                            row.number("relative_distance"),
                            row.number("relative_distance_ci95"),
                            Mark.FILLED))));
  }
}
