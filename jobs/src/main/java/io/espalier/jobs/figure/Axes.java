// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.Range;

/** The axes of the figures. */
final class Axes {
  private Axes() {}

  /** A linear axis; includes zero only if the data do. */
  static ValueAxis linear(String label) {
    NumberAxis axis = new NumberAxis(label);
    axis.setAutoRangeIncludesZero(false);
    axis.setNumberFormatOverride(numbers());
    return axis;
  }

  /** An axis for shares, limited to 0 to 100 %, even if an interval exceeds them. */
  static ValueAxis percent(String label) {
    NumberAxis axis = new Percent(label);
    axis.setAutoRangeIncludesZero(false);
    axis.setAutoRangeMinimumSize(1); // otherwise the labels of a single share are all equal
    axis.setNumberFormatOverride(numbers());
    return axis;
  }

  private static final class Percent extends NumberAxis {
    private static final long serialVersionUID = 1;
    private static final double ALL = 100;

    Percent(String label) {
      super(label);
    }

    @Override
    protected void autoAdjustRange() {
      super.autoAdjustRange();
      setRange(
          new Range(Math.max(0, getLowerBound()), Math.min(ALL, getUpperBound())), false, false);
    }
  }

  /** A logarithmic axis, for costs and sizes. */
  static ValueAxis logarithmic(String label) {
    LogAxis axis = new OneTwoFive(label);
    axis.setNumberFormatOverride(numbers());
    return axis;
  }

  /**
   * Starts and ends at one of 1, 2, 5, 10, 20, 50, …, and labels these numbers; the axis of the
   * library has only powers of ten or irregular numbers.
   */
  private static final class OneTwoFive extends LogAxis {
    private static final long serialVersionUID = 1;
    private static final int LABELS_IN_A_ROW = 8;

    OneTwoFive(String label) {
      super(label);
    }

    @Override
    protected void autoAdjustRange() {
      super.autoAdjustRange();
      if (getPlot() != null) { // otherwise there is no range yet
        NavigableSet<Double> labelled = labelled();
        setRange(
            new Range(labelled.floor(getLowerBound()), labelled.ceiling(getUpperBound())),
            false,
            false);
      }
    }

    @Override
    protected List<NumberTick> refreshTicksVertical(
        Graphics2D graphics, Rectangle2D area, RectangleEdge edge) {
      return ticks(shown(), TextAnchor.CENTER_RIGHT);
    }

    /** Labels powers of ten only where there is no room for the others beside them. */
    @Override
    protected List<NumberTick> refreshTicksHorizontal(
        Graphics2D graphics, Rectangle2D area, RectangleEdge edge) {
      List<Double> values = shown();
      return ticks(
          values.size() <= LABELS_IN_A_ROW
              ? values
              : values.stream().filter(OneTwoFive::isPowerOfTen).toList(),
          TextAnchor.TOP_CENTER);
    }

    private static boolean isPowerOfTen(double value) {
      double exponent = Math.log10(value);
      return Math.abs(exponent - Math.rint(exponent)) < 0.1; // log₁₀ 2 is 0.3
    }

    private List<Double> shown() {
      return List.copyOf(labelled().subSet(getLowerBound(), true, getUpperBound(), true));
    }

    private List<NumberTick> ticks(List<Double> values, TextAnchor anchor) {
      return values.stream()
          .map(
              value ->
                  new NumberTick(value, getNumberFormatOverride().format(value), anchor, anchor, 0))
          .toList();
    }

    /** The labels within the range, and some below and above it. */
    private NavigableSet<Double> labelled() {
      NavigableSet<Double> values = new TreeSet<>();
      int last = (int) Math.ceil(Math.log10(getUpperBound()));
      for (int decade = (int) Math.floor(Math.log10(getLowerBound())) - 1;
          decade <= last;
          decade++) {
        for (int step : new int[] {1, 2, 5}) {
          values.add(step * Math.pow(10, decade));
        }
      }
      return values;
    }
  }

  /** An axis with names at 0, 1, 2, … */
  static ValueAxis names(String label, List<String> names) {
    SymbolAxis axis = new SymbolAxis(label, names.toArray(String[]::new));
    axis.setGridBandsVisible(false);
    axis.setRange(-0.5, names.size() - 0.5);
    return axis;
  }

  static NumberFormat numbers() {
    return new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ROOT));
  }
}
