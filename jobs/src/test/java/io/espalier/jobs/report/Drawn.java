// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import io.espalier.jobs.figure.Panel;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.Table;
import java.awt.Color;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.IntervalXYDataset;
import org.jfree.data.xy.XYDataset;

/** Reads a panel's numbers back from its chart. */
final class Drawn {
  private final Panel panel;

  Drawn(Panel panel) {
    this.panel = panel;
  }

  /**
   * The lines of the chart as {@code bip: (3, 91 ± 1.5 filled) (6, 90 hollow)}, with numbers of at
   * most four decimals.
   */
  List<String> lines() {
    XYPlot plot = panel.chart().getXYPlot();
    IntervalXYDataset data = (IntervalXYDataset) plot.getDataset();
    XYLineAndShapeRenderer renderer = (XYLineAndShapeRenderer) plot.getRenderer();
    List<String> lines = new ArrayList<>();
    for (int series = 0; series < data.getSeriesCount(); series++) {
      StringBuilder line = new StringBuilder(data.getSeriesKey(series).toString()).append(":");
      for (int item = 0; item < data.getItemCount(series); item++) {
        double y = data.getYValue(series, item);
        double half = data.getEndYValue(series, item) - y;
        line.append(" (").append(number(data.getXValue(series, item)));
        line.append(", ").append(number(y));
        line.append(half == 0 ? "" : " ± " + number(half));
        if (renderer.getItemShapeVisible(series, item)) {
          line.append(renderer.getItemShapeFilled(series, item) ? " filled" : " hollow");
        }
        line.append(")");
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /** The cells of a matrix or the bars, by x and y, with their values or time intervals. */
  XYDataset data() {
    return panel.chart().getXYPlot().getDataset();
  }

  List<String> colours() {
    XYPlot plot = panel.chart().getXYPlot();
    return IntStream.range(0, plot.getDataset().getSeriesCount())
        .mapToObj(series -> ((Color) plot.getRenderer().getSeriesPaint(series)))
        .map(color -> String.format(Locale.ROOT, "%06x", color.getRGB() & 0xFFFFFF))
        .toList();
  }

  ValueAxis x() {
    return panel.chart().getXYPlot().getDomainAxis();
  }

  ValueAxis y() {
    return panel.chart().getXYPlot().getRangeAxis();
  }

  /** A section of unstructured runs. */
  static Section section(List<String> columns, List<List<Object>> rows) {
    return section("unstructured", columns, rows);
  }

  static Section section(String structure, List<String> columns, List<List<Object>> rows) {
    return new Section(
        Map.of(
            "dataset", "shapes",
            "dataset_fingerprint", "f00dbeef99",
            "model", "resnet20s",
            "structure", structure,
            "setting", "shapes resnet20s",
            "dense_variant", ""),
        new Table(columns, rows));
  }

  static String number(double value) {
    return new DecimalFormat("0.####", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
  }
}
