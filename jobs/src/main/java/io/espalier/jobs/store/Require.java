// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

/** Checks values of rows; throws {@link IllegalArgumentException}s that name the column. */
final class Require {
  private Require() {}

  static void text(String column, String value) {
    that(value != null && !value.isBlank(), column, value, "text");
  }

  /** Requires a value that is a valid file name. */
  static void fileName(String column, String value) {
    that(value != null && value.matches("\\w[\\w.-]*"), column, value, "a plain file name");
  }

  static void share(String column, double value) {
    that(value >= 0 && value <= 1, column, value, "between 0 and 1");
  }

  static void atLeast(long least, String column, long value) {
    that(value >= least, column, value, "at least " + least);
  }

  static void notNegative(String column, double value) {
    that(value >= 0 && Double.isFinite(value), column, value, "a finite number of at least 0");
  }

  static void that(boolean holds, String column, Object value, String right) {
    if (!holds) {
      throw new IllegalArgumentException("Invalid " + column + ": " + value + ", must be " + right);
    }
  }
}
