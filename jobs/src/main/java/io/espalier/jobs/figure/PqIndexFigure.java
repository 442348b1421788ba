// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Line.Mark;
import io.espalier.jobs.figure.Line.Point;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.TableRow;
import java.util.List;

/** PQ index of the weights kept by sparsity; one line for each method. */
public final class PqIndexFigure implements Figure {

  @Override
  public List<Panel> panels(Section section) {
    List<TableRow> pruned =
        section.rows().stream().filter(row -> row.number("sparsity") > 0).toList();
    if (pruned.isEmpty()) {
      return List.of();
    }
    SparsityScale scale = SparsityScale.of(section);
    return List.of(
        LineChart.panel(
            "PQ index of the weights kept, mean over layers and seeds, and 95 % interval",
            scale.axis(pruned.stream().map(row -> row.number("sparsity")).toList()),
            Axes.linear("PQ index"),
            new Variants(pruned)
                .lines(
                    row ->
                        new Point(
                            scale.position(row.number("sparsity")),
                            row.number("pq_index"),
                            row.number("pq_index_ci95"),
                            Mark.FILLED))));
  }
}
