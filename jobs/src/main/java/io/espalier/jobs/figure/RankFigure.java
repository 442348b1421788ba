// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Line.Mark;
import io.espalier.jobs.figure.Line.Point;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.TableRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jfree.chart.axis.ValueAxis;

/**
 * Average rank of each method, the best at the top, with a bar of the critical difference: methods
 * whose bars overlap do not differ by Nemenyi's test.
 */
public final class RankFigure implements Figure {
  private static final double LEVEL = 0.05;
  private static final int ROW_HEIGHT = 22;
  private static final int FRAME_HEIGHT = 90;

  @Override
  public List<Panel> panels(Section section) {
    List<TableRow> rows = section.rows();
    if (rows.isEmpty()) {
      return List.of();
    }
    Variants variants = new Variants(rows);
    List<String> names =
        rows.stream().map(row -> variants.label(Variants.of(row))).collect(Collectors.toList());
    Collections.reverse(names);
    List<Line> lines = new ArrayList<>();
    for (TableRow row : rows) {
      double y = names.size() - 1.0 - lines.size();
      double half = row.number("critical_difference") / 2;
      double rank = row.number("average_rank");
      lines.add(
          new Line(
              variants.label(Variants.of(row)),
              variants.look(Variants.of(row)),
              List.of(
                  new Point(rank - half, y, Double.NaN, Mark.NONE),
                  new Point(rank, y, Double.NaN, Mark.FILLED),
                  new Point(rank + half, y, Double.NaN, Mark.NONE))));
    }
    ValueAxis methods = Axes.names(null, names);
    Panel panel =
        LineChart.panel(
            caption(rows.get(0)), Axes.linear("average rank, 1 is the best"), methods, lines);
    methods.setTickLabelFont(Theme.fitting(names, Panel.WIDTH / 2.0));
    return List.of(panel.withoutLegend(FRAME_HEIGHT + ROW_HEIGHT * names.size()));
  }

  private static String caption(TableRow row) {
    double p = row.number("friedman_p");
    String verdict =
        p < LEVEL ? "methods whose bars overlap do not differ" : "no methods are shown to differ";
    return String.format(
        Locale.ROOT,
        "Average rank over %s cells, and the critical difference at 5 %% (Friedman p %.2g: %s)",
        row.text("cells"),
        p,
        verdict);
  }
}
