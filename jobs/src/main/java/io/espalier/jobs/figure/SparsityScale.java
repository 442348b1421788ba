// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.query.Section;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.Collection;
import java.util.Locale;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;

/**
 * The position of a sparsity on an axis. An unstructured sparsity is at r, the number of rounds
 * that reach it if each round keeps four fifths of the weights; this spreads the sparse end, where
 * methods differ. Sparsities of groups are on a linear scale.
 */
public enum SparsityScale {
  /** r with 1 − 0.8^r = sparsity. */
  ROUNDS {
    @Override
    double position(double sparsity) {
      return Math.log1p(-sparsity) / LOG_KEPT;
    }

    @Override
    ValueAxis axis(Collection<Double> sparsities) {
      NumberAxis axis = bare();
      double last = sparsities.stream().mapToDouble(this::position).max().orElse(1);
      axis.setTickUnit(new NumberTickUnit(Math.max(1, Math.ceil(last / TICKS)), ROUND_LABELS));
      return axis;
    }
  },
  /** The sparsity in percent. */
  SHARES {
    @Override
    double position(double sparsity) {
      return 100 * sparsity;
    }

    @Override
    ValueAxis axis(Collection<Double> sparsities) {
      NumberAxis axis = bare();
      axis.setNumberFormatOverride(Axes.numbers());
      return axis;
    }
  };

  private static final double LOG_KEPT = Math.log(0.8);
  private static final int TICKS = 8;

  private static final NumberFormat ROUND_LABELS =
      new NumberFormat() {
        private static final long serialVersionUID = 1;
        private final NumberFormat percent =
            new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT));

        @Override
        public StringBuffer format(double rounds, StringBuffer to, FieldPosition at) {
          return to.append(percent.format(100 * -Math.expm1(rounds * LOG_KEPT)));
        }

        @Override
        public StringBuffer format(long rounds, StringBuffer to, FieldPosition at) {
          return format((double) rounds, to, at);
        }

        @Override
        public Number parse(String text, ParsePosition at) {
          throw new UnsupportedOperationException("Labels are written only");
        }
      };

  /** The scale of a section, from its structure. */
  static SparsityScale of(Section section) {
    return section.structure().equals("unstructured") ? ROUNDS : SHARES;
  }

  /**
   * @param sparsity in [0, 1)
   */
  abstract double position(double sparsity);

  /** An axis with labels in percent. */
  abstract ValueAxis axis(Collection<Double> sparsities);

  private static NumberAxis bare() {
    NumberAxis axis = new NumberAxis("sparsity %");
    axis.setAutoRangeIncludesZero(false);
    axis.setAutoRangeStickyZero(false); // else the marker of a dense run is cut in half
    return axis;
  }
}
