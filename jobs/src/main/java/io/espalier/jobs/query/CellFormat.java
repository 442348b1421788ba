// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The display format of the values of a column, by the name of the column: {@code accuracy} and
 * {@code dense_accuracy} are shares, {@code passes_speedup} is a ratio.
 */
public enum CellFormat {
  /** A share in [0, 1], shown in percent with two decimals. */
  PERCENT(" %") {
    @Override
    String write(Number number) {
      return decimals(2, 100 * number.doubleValue());
    }
  },
  /** A ratio. */
  TIMES("") {
    @Override
    String write(Number number) {
      return decimals(2, number.doubleValue()) + "×";
    }
  },
  /** A number with two decimals: one to compare with a published one, milliseconds or degrees. */
  HUNDREDTHS("") {
    @Override
    String write(Number number) {
      return decimals(2, number.doubleValue());
    }
  },
  /** A number of any size with four digits that count; a very small one as 1.234E-9. */
  DIGITS("") {
    @Override
    String write(Number number) {
      double value = number.doubleValue();
      if (!Double.isFinite(value)) {
        return String.valueOf(value);
      }
      BigDecimal rounded = BigDecimal.valueOf(value).round(FOUR_DIGITS);
      return value != 0 && Math.abs(value) < SMALL ? rounded.toString() : rounded.toPlainString();
    }
  },
  /** Other numbers: integers unchanged, others with one decimal. */
  NUMBER("") {
    @Override
    String write(Number number) {
      boolean whole = number.doubleValue() == Math.rint(number.doubleValue());
      return decimals(whole ? 0 : 1, number.doubleValue());
    }
  };

  /** Shown for null. */
  static final String NONE = "–";

  private static final int KEY_LENGTH = 10;
  private static final double SMALL = 1e-5;
  private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_UP);

  private final String unit;

  CellFormat(String unit) {
    this.unit = unit;
  }

  static CellFormat of(String column) {
    if (Stream.of("pq_index", "distortion", "friedman_p", "average_rank", "critical_difference")
            .anyMatch(column::equals)
        || Stream.of("distance", "width", "connectivity", "sharpness", "rho", "_loss")
            .anyMatch(column::endsWith)) {
      return DIGITS;
    }
    if (Stream.of("sparsity", "accuracy", "difference", "density", "iou")
        .anyMatch(column::endsWith)) {
      return PERCENT;
    }
    if (Stream.of("paper", "ours", "gap").anyMatch(column::equals)
        || Stream.of("_ms", "degrees").anyMatch(column::endsWith)) {
      return HUNDREDTHS;
    }
    return Stream.of("speedup", "ratio").anyMatch(column::endsWith) ? TIMES : NUMBER;
  }

  /** The heading of a column with its unit: {@code dense accuracy %}. */
  public static String heading(String column) {
    return column.replace('_', ' ') + of(column).unit;
  }

  /** Formats a value of {@code column}; keys are truncated to ten digits. */
  public static String text(String column, Object value) {
    if (value instanceof Number number) {
      return of(column).write(number);
    }
    String text = Objects.toString(value, NONE);
    return column.endsWith("key") && text.length() > KEY_LENGTH
        ? text.substring(0, KEY_LENGTH)
        : text;
  }

  abstract String write(Number number);

  /**
   * As {@code %.2f}, including the sign of a number rounded to 0, but faster: called very often.
   */
  private static String decimals(int count, double value) {
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    String text = BigDecimal.valueOf(value).setScale(count, RoundingMode.HALF_UP).toPlainString();
    return value < 0 && text.charAt(0) != '-' ? "-" + text : text;
  }
}
