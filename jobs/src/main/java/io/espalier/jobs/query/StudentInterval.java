// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/**
 * The 95 % confidence interval of a mean over few runs, by Student's t distribution with n − 1
 * degrees of freedom: mean ± t · s / √n.
 */
public final class StudentInterval {
  private static final double UPPER_QUANTILE = 0.975;

  /** t of n − 1 degrees of freedom at index n: needed for each cell, and slow to compute. */
  private static final double[] PRECOMPUTED =
      IntStream.range(0, 100).mapToDouble(n -> n < 2 ? Double.NaN : t(n)).toArray();

  private StudentInterval() {}

  /**
   * Registers the SQL function {@code ci95(n, sd)}: half the width of the interval, in the unit of
   * {@code sd}; null for fewer than two runs.
   */
  public static void register(SparkSession spark) {
    spark
        .udf()
        .register(
            "ci95", (UDF2<Long, Double, Double>) StudentInterval::halfWidth, DataTypes.DoubleType);
  }

  /**
   * @param n number of runs; null for none
   * @param sd sample standard deviation; null if undefined
   */
  static Double halfWidth(Long n, Double sd) {
    if (n == null || sd == null || n < 2) {
      return null;
    }
    double t = n < PRECOMPUTED.length ? PRECOMPUTED[n.intValue()] : t(n);
    return t * sd / Math.sqrt(n);
  }

  private static double t(long n) {
    RandomGenerator none = null; // needed only for sampling
    return new TDistribution(none, n - 1.0).inverseCumulativeProbability(UPPER_QUANTILE);
  }
}
