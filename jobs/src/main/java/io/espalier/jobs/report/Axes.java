package io.espalier.jobs.report;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  /** Whole and broken numbers; zero is on it only where the numbers go there. */
  static ValueAxis linear(String label) {
    NumberAxis axis = new NumberAxis(label);
    axis.setAutoRangeIncludesZero(false);
    axis.setNumberFormatOverride(numbers());
    return axis;
  }

  /** For shares: an interval may go beyond nothing and all, a share cannot. */
  static ValueAxis percent(String label) {
    NumberAxis axis = new Percent(label);
    axis.setAutoRangeIncludesZero(false);
    axis.setAutoRangeMinimumSize(1); // else a single share stands among labels that are all alike
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

  /** For costs, which go over orders of magnitude. */
  static ValueAxis logarithmic(String label) {
    LogAxis axis = new OneTwoFive(label);
    axis.setNumberFormatOverride(numbers());
    return axis;
  }

  /** Labelled at 1, 2, 5, 10, 20, 50, …: the library's own has powers of ten or crooked numbers. */
  private static final class OneTwoFive extends LogAxis {
    private static final long serialVersionUID = 1;

    OneTwoFive(String label) {
      super(label);
    }

    @Override
    protected List<NumberTick> refreshTicksVertical(
        Graphics2D graphics, Rectangle2D area, RectangleEdge edge) {
      List<NumberTick> ticks = new ArrayList<>();
      int decades = (int) Math.ceil(Math.log10(getUpperBound()));
      for (int decade = (int) Math.floor(Math.log10(getLowerBound()));
          decade <= decades;
          decade++) {
        for (int step : new int[] {1, 2, 5}) {
          double value = step * Math.pow(10, decade);
          if (getRange().contains(value)) {
            ticks.add(
                new NumberTick(
                    value,
                    getNumberFormatOverride().format(value),
                    TextAnchor.CENTER_RIGHT,
                    TextAnchor.CENTER_RIGHT,
                    0));
          }
        }
      }
      return ticks;
    }
  }

  /** Names, at 0, 1, 2, … */
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
