// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Line.Mark;
import io.espalier.jobs.figure.Line.Point;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.TableRow;
import java.util.List;
import java.util.stream.Stream;

/** Test accuracy during training, by passes so far; one line for each method. */
public final class CurveFigure implements Figure {

  @Override
  public List<Panel> panels(Section section) {
    List<TableRow> dense =
        section.rows().stream().filter(row -> row.text("method").equals("dense")).toList();
    List<TableRow> pruned =
        section.mostFrequentSparsity().map(Section.AtSparsity::rows).orElse(List.of());
    String caption =
        section.mostFrequentSparsity().map(at -> ", " + at.caption() + " (and dense)").orElse("");
    return List.of(
        LineChart.panel(
            "Test accuracy after each epoch, mean and 95 % interval" + caption,
            Axes.linear("passes over the training set in this run"),
            Axes.percent("accuracy %"),
            new Variants(Stream.concat(dense.stream(), pruned.stream()).toList())
                .lines(
                    row ->
                        new Point(
                            row.number("passes"),
                            row.percent("test_accuracy"),
                            row.percent("test_accuracy_ci95"),
                            Mark.FILLED))));
  }
}
