// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Line.Mark;
import io.espalier.jobs.figure.Line.Point;
import io.espalier.jobs.query.Section;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/**
 * Utilization of slots: a bar for each run in its slot or, if there are too many, the number of
 * active runs over time.
 */
public final class SlotFigure implements Figure {
  private static final int MAX_BARS = 1_000;
  private static final int MAX_LANES = 16;
  private static final int LANE_HEIGHT = 26;
  private static final int FRAME_HEIGHT = 150;
  private static final double BAR = 0.4;
  private static final double MINUTE = 60_000;
  private static final double HOUR = 60 * MINUTE;
  private static final int SAMPLES = 400;

  private record Run(String method, String place, double start, double end) {}

  /**
   * A slot with one run at a time.
   *
   * @param name of the executor
   */
  private record Lane(String name, List<Run> runs) {
    boolean isFreeAt(double time) {
      return runs.get(runs.size() - 1).end() <= time;
    }
  }

  @Override
  public List<Panel> panels(Section section) {
    double begin =
        section.rows().stream().mapToDouble(row -> row.number("started_at")).min().orElse(0);
    double end =
        section.rows().stream().mapToDouble(row -> row.number("finished_at")).max().orElse(0);
    boolean isShort = end - begin < 2 * HOUR;
    double unit = isShort ? MINUTE : HOUR;
    String since = (isShort ? "minutes" : "hours") + " since the first start";
    List<Run> runs =
        section.rows().stream()
            .map(
                row ->
                    new Run(
                        row.text("method"),
                        row.text("host") + " " + row.text("executor"),
                        (row.number("started_at") - begin) / unit,
                        (row.number("finished_at") - begin) / unit))
            .sorted(Comparator.comparingDouble(Run::start))
            .toList();
    if (runs.isEmpty()) {
      return List.of();
    }
    if (runs.size() > MAX_BARS) {
      return List.of(busy(runs, since));
    }
    List<Lane> lanes = lanes(runs);
    return List.of(lanes.size() > MAX_LANES ? busy(runs, since) : gantt(lanes, since));
  }

  private static List<Lane> lanes(List<Run> runs) {
    Map<String, List<Lane>> byPlace = new TreeMap<>();
    for (Run run : runs) {
      List<Lane> its = byPlace.computeIfAbsent(run.place(), p -> new ArrayList<>());
      its.stream()
          .filter(lane -> lane.isFreeAt(run.start()))
          .findFirst()
          .ifPresentOrElse(
              lane -> lane.runs().add(run),
              () -> its.add(new Lane(run.place(), new ArrayList<>(List.of(run)))));
    }
    return byPlace.values().stream().flatMap(List::stream).toList();
  }

  private static Panel gantt(List<Lane> lanes, String since) {
    Map<String, XYIntervalSeries> byMethod = new LinkedHashMap<>();
    for (int slot = 0; slot < lanes.size(); slot++) {
      for (Run run : lanes.get(slot).runs()) {
        byMethod
            .computeIfAbsent(run.method(), XYIntervalSeries::new)
            .add(slot, slot - BAR, slot + BAR, run.start(), run.start(), run.end());
      }
    }
    XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
    XYBarRenderer bars = new XYBarRenderer();
    bars.setUseYInterval(true);
    bars.setShadowVisible(false);
    bars.setBarPainter(new StandardXYBarPainter());
    bars.setDrawBarOutline(true);
    byMethod.forEach(
        (method, series) -> {
          bars.setSeriesPaint(data.getSeriesCount(), MethodStyle.of(method, 0).color());
          bars.setSeriesOutlinePaint(data.getSeriesCount(), Color.WHITE);
          data.addSeries(series);
        });
    XYPlot plot =
        new XYPlot(
            data,
            Axes.names("slot", lanes.stream().map(Lane::name).toList()),
            Axes.linear(since),
            bars);
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    JFreeChart chart = Theme.chart(plot);
    return new Panel("Runs over time, by slot", chart, FRAME_HEIGHT + LANE_HEIGHT * lanes.size());
  }

  private static Panel busy(List<Run> runs, String since) {
    double end = runs.stream().mapToDouble(Run::end).max().orElseThrow();
    List<Point> points = new ArrayList<>();
    for (int sample = 0; sample <= SAMPLES; sample++) {
      double time = end * sample / SAMPLES;
      long at = runs.stream().filter(run -> run.start() <= time && time < run.end()).count();
      points.add(new Point(time, at, Double.NaN, Mark.NONE));
    }
    return LineChart.panel(
        "Active runs",
        Axes.linear(since),
        Axes.linear("runs"),
        List.of(new Line("runs", MethodStyle.of("dense", 0), points)));
  }
}
