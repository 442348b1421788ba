// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import java.awt.Color;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleInsets;

/** The theme of all charts: white background, thin grey lines, text readable on a phone. */
public final class Theme {
  public static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  private static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 14);

  /** For measuring the widths of texts. */
  public static final FontRenderContext METRICS = new FontRenderContext(null, true, true);

  static final Color INK = new Color(0x222222);
  private static final Color GRID = new Color(0xDDDDDD);

  private Theme() {}

  /** {@link #SMALL}, or smaller if one of the texts would be wider than {@code width}. */
  static Font fitting(List<String> texts, double width) {
    double widest =
        texts.stream()
            .mapToDouble(text -> SMALL.getStringBounds(text, METRICS).getWidth())
            .max()
            .orElse(0);
    return widest > width ? SMALL.deriveFont((float) (SMALL.getSize() * width / widest)) : SMALL;
  }

  /** A chart with a legend and without a title, because its panel has a caption. */
  static JFreeChart chart(XYPlot plot) {
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setOutlineVisible(false);
    plot.setAxisOffset(new RectangleInsets(4, 4, 4, 4));
    plot.setInsets(new RectangleInsets(6, 6, 6, 14));
    ink(plot.getDomainAxis());
    ink(plot.getRangeAxis());
    JFreeChart chart = new JFreeChart(null, LABEL, plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    LegendTitle legend = chart.getLegend();
    legend.setFrame(BlockBorder.NONE);
    legend.setItemFont(SMALL);
    legend.setItemPaint(INK);
    return chart;
  }

  private static void ink(ValueAxis axis) {
    axis.setLabelFont(LABEL);
    axis.setTickLabelFont(SMALL);
    axis.setLabelPaint(INK);
    axis.setTickLabelPaint(INK);
  }
}
