package io.espalier.jobs.report;

import io.espalier.jobs.report.Line.Mark;
import io.espalier.jobs.report.Line.Point;
import java.util.List;

/** The share of weights that each layer keeps, from the input to the output, a line a method. */
final class LayerFigure implements Figure {

  @Override
  public List<Panel> panels(Section section) {
    return section.mostAsked().stream()
        .map(
            at ->
                LineChart.panel(
                    "Share of its weights that a layer keeps, " + at.caption(),
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
