// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.special.Beta;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.DataTypes;

/**
 * Tests on the ranks of k methods in n blocks, each of which ranks all of them (Demšar:
 * "Statistical comparisons of classifiers over multiple data sets", JMLR 7, 2006).
 */
final class RankTests {
  private static final double LEVEL = 0.95;
  private static final RandomGenerator NONE = null; // needed only for sampling

  /** Steps of an integral over the standard normal distribution from −8 to 8. */
  private static final int STEPS = 2_000;

  private static final double END = 8;
  private static final int HALVINGS = 60;

  private RankTests() {}

  /**
   * Registers {@code friedman_p(statistic, k, n)} and {@code critical_difference(k, n)}; both are
   * null for fewer than two methods or blocks.
   */
  static void register(SparkSession spark) {
    spark
        .udf()
        .register(
            "friedman_p",
            (UDF3<Double, Long, Long, Double>) RankTests::friedmanP,
            DataTypes.DoubleType);
    spark
        .udf()
        .register(
            "critical_difference",
            (UDF2<Long, Long, Double>) RankTests::criticalDifference,
            DataTypes.DoubleType);
  }

  /**
   * The probability of ranks that differ at least as much, if all methods were equal: Friedman's
   * statistic χ² in the form of Iman and Davenport, F = (n − 1)·χ² / (n·(k − 1) − χ²), with k − 1
   * and (k − 1)(n − 1) degrees of freedom.
   *
   * @param statistic χ²; null if undefined, as when all ranks are ties
   */
  static Double friedmanP(Double statistic, Long methods, Long blocks) {
    if (statistic == null || methods < 2 || blocks < 2) {
      return null;
    }
    double most = blocks * (methods - 1.0);
    if (statistic >= most) { // the same order in every block
      return 0.0;
    }
    double f = (blocks - 1) * statistic / (most - statistic);
    double between = methods - 1.0;
    double within = (methods - 1.0) * (blocks - 1);
    // The upper tail itself, because 1 - P(F <= f) is 0 where it is below 1e-16.
    return Beta.regularizedBeta(within / (within + between * f), within / 2, between / 2);
  }

  /**
   * The critical difference of Nemenyi's test at the level 5 %: two methods differ if their average
   * ranks do by more than q·√(k(k + 1) / (6n)), where q is the quantile of the studentized range of
   * k values, divided by √2.
   */
  static Double criticalDifference(Long methods, Long blocks) {
    if (methods == null || blocks == null || methods < 2 || blocks < 2) {
      return null;
    }
    double q = studentizedRange(methods) / Math.sqrt(2);
    return q * Math.sqrt(methods * (methods + 1.0) / (6.0 * blocks));
  }

  /** The quantile of the range of k standard normal values. */
  static double studentizedRange(long values) {
    double less = 0;
    double more = 2 * END;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (less + more) / 2;
      if (rangeIsAtMost(middle, values) < LEVEL) {
        less = middle;
      } else {
        more = middle;
      }
    }
    return less;
  }

  /** k·∫ φ(z)·(Φ(z) − Φ(z − q))^(k − 1) dz, by Simpson's rule. */
  private static double rangeIsAtMost(double q, long values) {
    NormalDistribution normal = new NormalDistribution(NONE, 0, 1);
    DoubleUnaryOperator integrand =
        z ->
            normal.density(z)
                * Math.pow(
                    normal.cumulativeProbability(z) - normal.cumulativeProbability(z - q),
                    values - 1.0);
    double width = 2 * END / STEPS;
    double sum = 0;
    for (int i = 0; i <= STEPS; i++) {
      int weight = i == 0 || i == STEPS ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * integrand.applyAsDouble(-END + i * width);
    }
    return values * sum * width / 3;
  }
}
