package io.espalier.jobs.query;

import java.io.Serial;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * How many values there are, their sum and the sum of their squares, all exact: what is made of
 * them is the same, to the last bit, in whatever order they came and were put together.
 *
 * @param n number of values
 */
public record Moments(long n, BigDecimal sum, BigDecimal squares) implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  static final Moments NONE = new Moments(0, BigDecimal.ZERO, BigDecimal.ZERO);

  /** One value more. */
  Moments plus(BigDecimal value) {
    return new Moments(n + 1, sum.add(value), squares.add(value.multiply(value)));
  }

  /** The values of both. */
  Moments plus(Moments other) {
    return new Moments(n + other.n, sum.add(other.sum), squares.add(other.squares));
  }

  /** The mean; null of no value. */
  Double mean() {
    return n == 0 ? null : over(sum, BigDecimal.valueOf(n));
  }

  /** Half the width of the mean's 95 % confidence interval, see {@link StudentInterval}. */
  Double halfWidth() {
    return StudentInterval.halfWidth(n, deviation());
  }

  /** The sample standard deviation; null under two values. */
  private Double deviation() {
    if (n < 2) {
      return null;
    }
    BigDecimal count = BigDecimal.valueOf(n);
    // Exact up to here: what doubles would lose in this difference is not lost.
    BigDecimal spread = count.multiply(squares).subtract(sum.multiply(sum));
    return Math.sqrt(over(spread, count.multiply(BigDecimal.valueOf(n - 1))));
  }

  private static double over(BigDecimal dividend, BigDecimal divisor) {
    return dividend.divide(divisor, MathContext.DECIMAL128).doubleValue();
  }
}
