// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Line.Mark;
import io.espalier.jobs.figure.Line.Point;
import io.espalier.jobs.query.PairedVerdict;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.TableRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Accuracy by sparsity, like Figure 3 of the BiP paper: one line for each method with its 95 %
 * band, a horizontal line for the dense network, and filled markers where the mean is at least the
 * dense one.
 */
public final class TrajectoryFigure implements Figure {
  @Override
  public List<Panel> panels(Section section) {
    List<TableRow> pruned =
        section.rows().stream().filter(row -> row.number("sparsity") > 0).toList();
    if (pruned.isEmpty()) {
      return List.of();
    }
    SparsityScale scale = SparsityScale.of(section);
    List<Double> sparsities = pruned.stream().map(row -> row.number("sparsity")).toList();
    List<Line> lines = new ArrayList<>();
    section.rows().stream()
        .filter(row -> row.text("method").equals("dense"))
        .findFirst()
        .ifPresent(dense -> lines.add(across(dense, scale, Collections.max(sparsities))));
    lines.addAll(
        new Variants(pruned)
            .lines(
                row ->
                    new Point(
                        scale.position(row.number("sparsity")),
                        row.percent("accuracy"),
                        row.percent("accuracy_ci95"),
                        row.number("difference") >= PairedVerdict.TIE
                            ? Mark.FILLED
                            : Mark.HOLLOW)));
    return List.of(
        LineChart.panel(
            "Test accuracy, mean and 95 % interval (filled: at least dense)",
            scale.axis(sparsities), Axes.percent("accuracy %"), lines));
  }

  private static Line across(TableRow dense, SparsityScale scale, double sparsest) {
    return new Line(
        "dense",
        MethodStyle.of("dense", 1),
        Stream.of(0.0, sparsest)
            .map(
                sparsity ->
                    new Point(
                        scale.position(sparsity),
                        dense.percent("accuracy"),
                        dense.percent("accuracy_ci95"),
                        Mark.NONE))
            .toList());
  }
}
