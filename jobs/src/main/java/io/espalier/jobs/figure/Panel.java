package io.espalier.jobs.figure;

import org.jfree.chart.JFreeChart;

/**
 * One chart, as wide as a telephone and half as wide as a page.
 *
 * @param caption what it shows, in a few words
 * @param chart drawn at {@link #WIDTH} × {@code height}
 * @param height in pixels
 */
public record Panel(String caption, JFreeChart chart, int height) {
  static final int WIDTH = 480;
  private static final int HEIGHT = 350;

  Panel(String caption, JFreeChart chart) {
    this(caption, chart, HEIGHT);
  }

  /** The same where the axis names what the legend would. */
  Panel withoutLegend(int otherHeight) {
    chart.removeLegend();
    return new Panel(caption, chart, otherHeight);
  }
}
