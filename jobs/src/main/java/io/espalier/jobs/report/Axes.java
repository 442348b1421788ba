package io.espalier.jobs.report;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;

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

  /** For costs, which go over orders of magnitude. */
  static ValueAxis logarithmic(String label) {
    LogAxis axis = new LogAxis(label);
    axis.setBase(10);
    axis.setNumberFormatOverride(numbers());
    axis.setMinorTickMarksVisible(true);
    return axis;
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
