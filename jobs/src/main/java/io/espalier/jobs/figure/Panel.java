// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import org.jfree.chart.JFreeChart;

/**
 * A chart of the width of a phone or half a page.
 *
 * @param caption short caption
 * @param chart drawn at {@link #WIDTH} × {@code height}
 * @param height in pixels
 */
public record Panel(String caption, JFreeChart chart, int height) {
  static final int WIDTH = 480;
  private static final int HEIGHT = 350;

  Panel(String caption, JFreeChart chart) {
    this(caption, chart, HEIGHT);
  }

  /** The same panel without a legend, for charts whose axis names the lines. */
  Panel withoutLegend(int otherHeight) {
    chart.removeLegend();
    return new Panel(caption, chart, otherHeight);
  }
}
