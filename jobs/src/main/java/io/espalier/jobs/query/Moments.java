// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import java.io.Serial;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The number of values, their sum and the sum of their squares, all exact, so that results are the
 * same to the last bit for any order of values.
 *
 * @param n number of values
 */
public record Moments(long n, BigDecimal sum, BigDecimal squares) implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  static final Moments NONE = new Moments(0, BigDecimal.ZERO, BigDecimal.ZERO);

  /** Adds a value. */
  Moments plus(BigDecimal value) {
    return new Moments(n + 1, sum.add(value), squares.add(value.multiply(value)));
  }

  /** Adds the values of {@code other}. */
  Moments plus(Moments other) {
    return new Moments(n + other.n, sum.add(other.sum), squares.add(other.squares));
  }

  /** The mean; null without values. */
  Double mean() {
    return n == 0 ? null : over(sum, BigDecimal.valueOf(n));
  }

  /** Half the width of the mean's 95 % confidence interval, see {@link StudentInterval}. */
  Double halfWidth() {
    return StudentInterval.halfWidth(n, deviation());
  }

  /** The sample standard deviation; null for fewer than two values. */
  private Double deviation() {
    if (n < 2) {
      return null;
    }
    BigDecimal count = BigDecimal.valueOf(n);
    // Exact: the difference of doubles would cancel.
    BigDecimal spread = count.multiply(squares).subtract(sum.multiply(sum));
    return Math.sqrt(over(spread, count.multiply(BigDecimal.valueOf(n - 1))));
  }

  private static double over(BigDecimal dividend, BigDecimal divisor) {
    return dividend.divide(divisor, MathContext.DECIMAL128).doubleValue();
  }
}
