// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Line.Mark;
import io.espalier.jobs.figure.Line.Point;
import io.espalier.jobs.figure.Variants.Variant;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.TableRow;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.ValueAxis;

/** Sparsity of the sparsest winning ticket of each method, by the mean and with 95 % confidence. */
public final class TicketFigure implements Figure {
  private static final int ROW_HEIGHT = 28;
  private static final int FRAME_HEIGHT = 110;

  @Override
  public List<Panel> panels(Section section) {
    List<TableRow> tickets = section.rows().stream().filter(row -> row.has("sparsity")).toList();
    if (tickets.isEmpty()) {
      return List.of();
    }
    Variants variants = new Variants(tickets);
    List<String> names = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    List<Double> sparsities = new ArrayList<>();
    // In reverse order, because the axis points up.
    for (int i = tickets.size() - 1; i >= 0; i--) {
      TableRow ticket = tickets.get(i);
      Variant variant = Variants.of(ticket);
      double y = names.size();
      names.add(variants.label(variant));
      sparsities.add(ticket.number("sparsity"));
      lines.add(
          new Line(
              names.get(names.size() - 1),
              variants.look(variant),
              List.of(
                  at(SparsityScale.of(section), ticket.number("sparsity"), y, Mark.HOLLOW),
                  at(
                      SparsityScale.of(section),
                      ticket.number("proven_sparsity"),
                      y,
                      Mark.FILLED))));
    }
    ValueAxis methods = Axes.names(null, names);
    return List.of(
        LineChart.panel(
                "Sparsest winning ticket by the mean (hollow) and with 95 % confidence (filled)",
                SparsityScale.of(section).axis(sparsities), methods, lines)
            .withoutLegend(FRAME_HEIGHT + ROW_HEIGHT * names.size()));
  }

  private static Point at(SparsityScale scale, double sparsity, double y, Mark mark) {
    return new Point(scale.position(sparsity), y, Double.NaN, mark);
  }
}
