// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Variants.Variant;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.TableRow;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.LookupPaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.data.xy.DefaultXYZDataset;

/** Overlap of the masks of each pair of methods as a matrix, with the overlap by chance. */
public final class OverlapFigure implements Figure {
  private static final Color NONE = new Color(0xF7FBFF);
  private static final Color FULL = new Color(0x08306B);
  private static final int STEPS = 50;
  private static final int CELL_HEIGHT = 40;
  private static final int FRAME_HEIGHT = 130;
  private static final int MAX_VARIANTS = 10;

  private record Cell(int x, int y, double iou, double chance) {}

  @Override
  public List<Panel> panels(Section section) {
    return section
        .mostFrequentSparsity()
        .filter(
            at ->
                at.rows().stream()
                    .anyMatch(row -> row.has("iou"))) // otherwise all masks are missing
        .map(this::panel)
        .stream()
        .toList();
  }

  private Panel panel(Section.AtSparsity at) {
    // Includes variants that occur only as the other one of a pair.
    List<TableRow> both = at.rows().stream().flatMap(row -> Stream.of(row, other(row))).toList();
    Variants variants = new Variants(both);
    List<Variant> order = both.stream().map(Variants::of).distinct().limit(MAX_VARIANTS).toList();
    List<Cell> cells = new ArrayList<>();
    for (TableRow row : at.rows()) {
      int a = order.indexOf(Variants.of(row));
      int b = order.indexOf(Variants.of(other(row)));
      if (a >= 0 && b >= 0 && row.has("iou")) {
        cells.add(new Cell(a, order.size() - 1 - b, row.number("iou"), row.number("chance_iou")));
        cells.add(new Cell(b, order.size() - 1 - a, row.number("iou"), row.number("chance_iou")));
      }
    }
    List<String> names = order.stream().map(variants::label).toList();
    return new Panel(
        "Overlap of masks in % (and overlap by chance), " + at.caption(),
        chart(cells, names),
        FRAME_HEIGHT + CELL_HEIGHT * names.size());
  }

  private static TableRow other(TableRow row) {
    return new TableRow(
        List.of("method", "variant"), List.of(row.text("other_method"), row.text("other_variant")));
  }

  private static JFreeChart chart(List<Cell> cells, List<String> names) {
    XYBlockRenderer blocks = new XYBlockRenderer();
    blocks.setPaintScale(scale());
    DefaultXYZDataset data = new DefaultXYZDataset();
    data.addSeries(
        "overlap",
        new double[][] {
          cells.stream().mapToDouble(Cell::x).toArray(),
          cells.stream().mapToDouble(Cell::y).toArray(),
          cells.stream().mapToDouble(Cell::iou).toArray()
        });
    List<String> upwards = new ArrayList<>(names);
    Collections.reverse(upwards);
    XYPlot plot = new XYPlot(data, Axes.names(null, names), Axes.names(null, upwards), blocks);
    JFreeChart chart = Theme.chart(plot);
    chart.removeLegend();
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinesVisible(false);
    if (names.size() > 4) {
      plot.getDomainAxis().setVerticalTickLabels(true);
    }
    for (Cell cell : cells) {
      write(plot, cell, 0.17, percent(cell.iou()), Theme.SMALL.deriveFont(Font.BOLD));
      write(plot, cell, -0.2, percent(cell.chance()), Theme.SMALL);
    }
    return chart;
  }

  private static void write(XYPlot plot, Cell cell, double above, String text, Font font) {
    XYTextAnnotation label = new XYTextAnnotation(text, cell.x(), cell.y() + above);
    label.setFont(font);
    label.setPaint(cell.iou() > 0.5 ? Color.WHITE : Theme.INK);
    plot.addAnnotation(label);
  }

  private static String percent(double share) {
    return Axes.numbers().format(Math.rint(1000 * share) / 10);
  }

  /** From light to dark, so that a print in grey is readable. */
  private static LookupPaintScale scale() {
    LookupPaintScale scale = new LookupPaintScale(0, 1, NONE);
    IntStream.rangeClosed(0, STEPS)
        .mapToDouble(step -> (double) step / STEPS)
        .forEach(share -> scale.add(share, between(share)));
    return scale;
  }

  private static Color between(double share) {
    return new Color(
        mixed(NONE.getRed(), FULL.getRed(), share),
        mixed(NONE.getGreen(), FULL.getGreen(), share),
        mixed(NONE.getBlue(), FULL.getBlue(), share));
  }

  private static int mixed(int from, int to, double share) {
    return (int) Math.round(from + share * (to - from));
  }
}
