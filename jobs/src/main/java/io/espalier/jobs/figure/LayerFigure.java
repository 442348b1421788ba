// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Line.Mark;
import io.espalier.jobs.figure.Line.Point;
import io.espalier.jobs.query.Section;
import java.util.List;

/** Share of weights that each layer keeps, from input to output, one line for each method. */
public final class LayerFigure implements Figure {

  @Override
  public List<Panel> panels(Section section) {
    return section.mostFrequentSparsity().stream()
        .map(
            at ->
                LineChart.panel(
                    "Share of weights kept by layer, " + at.caption(),
                    Axes.linear("layer, from the input"),
                    Axes.percent("kept %"),
                    new Variants(at.rows())
                        .lines(
                            row ->
                                new Point(
                                    row.number("layer") + 1,
                                    row.percent("density"),
                                    Double.NaN,
                                    Mark.FILLED))))
        .toList();
  }
}
