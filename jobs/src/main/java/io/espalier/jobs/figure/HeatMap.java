// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import java.awt.Color;
import java.awt.Font;
import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.LookupPaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.data.xy.DefaultXYZDataset;

/**
 * Cells with a text, darker the larger their value is.
 *
 * @param x heading and names of the columns
 * @param y heading and names of the rows, from the bottom up
 */
record HeatMap(Axis x, Axis y, List<Cell> cells) {
  private static final Color NONE = new Color(0xF7FBFF);
  private static final Color FULL = new Color(0x08306B);
  private static final int STEPS = 50;
  private static final int CELL_HEIGHT = 40;
  private static final int FRAME_HEIGHT = 130;
  private static final int MAX_NAMES_IN_A_ROW = 4;
  private static final double ABOVE = 0.17;
  private static final double BELOW = -0.2;

  /**
   * @param label null without one
   */
  record Axis(String label, List<String> names) {}

  /**
   * @param x index of the column
   * @param y index of the row
   * @param share darkness, from 0 to 1
   * @param text in bold
   * @param below a second line
   */
  record Cell(int x, int y, double share, String text, String below) {}

  Panel panel(String caption) {
    return new Panel(caption, chart(), FRAME_HEIGHT + CELL_HEIGHT * y.names().size());
  }

  private JFreeChart chart() {
    XYBlockRenderer blocks = new XYBlockRenderer();
    blocks.setPaintScale(scale());
    DefaultXYZDataset data = new DefaultXYZDataset();
    data.addSeries(
        "cells",
        new double[][] {
          cells.stream().mapToDouble(Cell::x).toArray(),
          cells.stream().mapToDouble(Cell::y).toArray(),
          cells.stream().mapToDouble(Cell::share).toArray()
        });
    XYPlot plot =
        new XYPlot(
            data, Axes.names(x.label(), x.names()), Axes.names(y.label(), y.names()), blocks);
    JFreeChart chart = Theme.chart(plot);
    chart.removeLegend();
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinesVisible(false);
    if (x.names().size() > MAX_NAMES_IN_A_ROW) {
      plot.getDomainAxis().setVerticalTickLabels(true);
    }
    for (Cell cell : cells) {
      write(plot, cell, ABOVE, cell.text(), Theme.SMALL.deriveFont(Font.BOLD));
      write(plot, cell, BELOW, cell.below(), Theme.SMALL);
    }
    return chart;
  }

  private static void write(XYPlot plot, Cell cell, double above, String text, Font font) {
    XYTextAnnotation label = new XYTextAnnotation(text, cell.x(), cell.y() + above);
    label.setFont(font);
    label.setPaint(cell.share() > 0.5 ? Color.WHITE : Theme.INK);
    plot.addAnnotation(label);
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
