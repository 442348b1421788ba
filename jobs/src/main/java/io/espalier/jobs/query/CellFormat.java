package io.espalier.jobs.query;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How the values of a column are written for people. A column's name decides: {@code accuracy} and
 * {@code dense_accuracy} are shares, {@code passes_speedup} is a ratio.
 */
public enum CellFormat {
  /** A share in [0, 1], in percent with two decimals. */
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
  /** A number that is compared with one that was printed with two decimals. */
  COMPARED("") {
    @Override
    String write(Number number) {
      return decimals(2, number.doubleValue());
    }
  },
  /** Other numbers: whole ones as they are, others with one decimal. */
  NUMBER("") {
    @Override
    String write(Number number) {
      boolean whole = number.doubleValue() == Math.rint(number.doubleValue());
      return decimals(whole ? 0 : 1, number.doubleValue());
    }
  };

  /** Written instead of a null. */
  static final String NONE = "–";

  private static final int KEY_LENGTH = 10;

  private final String unit;

  CellFormat(String unit) {
    this.unit = unit;
  }

  static CellFormat of(String column) {
    if (Stream.of("sparsity", "accuracy", "difference", "density", "iou")
        .anyMatch(column::endsWith)) {
      return PERCENT;
    }
    if (Stream.of("paper", "ours", "gap").anyMatch(column::equals)) {
      return COMPARED;
    }
    return Stream.of("speedup", "ratio").anyMatch(column::endsWith) ? TIMES : NUMBER;
  }

  /** A column's heading with its unit: {@code dense accuracy %}. */
  public static String heading(String column) {
    return column.replace('_', ' ') + of(column).unit;
  }

  /** A value of {@code column}; keys are cut to their first ten digits. */
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

  /** As {@code %.2f} writes it, with the sign of what is rounded to 0; a million times a report. */
  private static String decimals(int count, double value) {
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    String text = BigDecimal.valueOf(value).setScale(count, RoundingMode.HALF_UP).toPlainString();
    return value < 0 && text.charAt(0) != '-' ? "-" + text : text;
  }
}
