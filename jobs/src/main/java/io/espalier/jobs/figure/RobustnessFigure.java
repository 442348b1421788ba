// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Line.Mark;
import io.espalier.jobs.figure.Line.Point;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.TableRow;
import java.util.List;

/** Accuracy on corrupted images by sparsity; one line for each method. */
public final class RobustnessFigure implements Figure {

  @Override
  public List<Panel> panels(Section section) {
    List<TableRow> rows =
        section.rows().stream().filter(row -> row.has("corrupted_accuracy")).toList();
    if (rows.isEmpty()) {
      return List.of();
    }
    SparsityScale scale = SparsityScale.of(section);
    return List.of(
        LineChart.panel(
            "Test accuracy under corruptions, mean and 95 % interval",
            scale.axis(rows.stream().map(row -> row.number("sparsity")).toList()),
            Axes.percent("accuracy under corruptions %"),
            new Variants(rows)
                .lines(
                    row ->
                        new Point(
                            scale.position(row.number("sparsity")),
                            row.percent("corrupted_accuracy"),
                            row.percent("corrupted_accuracy_ci95"),
                            Mark.FILLED))));
  }
}
