// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import java.io.Serial;
import java.math.BigDecimal;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Aggregator;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The SQL function {@code mean_ci95(x)} of many values: their mean, half the width of its 95 %
 * confidence interval, and their number. The result does not depend on the order of rows.
 */
final class MeanInterval extends Aggregator<Double, Moments, Row> {
  @Serial private static final long serialVersionUID = 1;

  private static final StructType SCHEMA =
      new StructType()
          .add("mean", DataTypes.DoubleType)
          .add("ci95", DataTypes.DoubleType)
          .add("n", DataTypes.LongType, false);

  /**
   * Registers {@code mean_ci95(x)}: {@code mean} and {@code ci95} in the unit of x, {@code n} the
   * number of non-null values. The mean of no values and the interval of fewer than two are null.
   * Infinite values and NaN fail the query.
   */
  static void register(SparkSession spark) {
    spark.udf().register("mean_ci95", functions.udaf(new MeanInterval(), Encoders.DOUBLE()));
  }

  @Override
  public Moments zero() {
    return Moments.NONE;
  }

  @Override
  public Moments reduce(Moments moments, Double value) {
    return value == null ? moments : moments.plus(exactly(value));
  }

  @Override
  public Moments merge(Moments some, Moments others) {
    return some.plus(others);
  }

  @Override
  public Row finish(Moments moments) {
    return RowFactory.create(moments.mean(), moments.halfWidth(), moments.n());
  }

  @Override
  public Encoder<Moments> bufferEncoder() {
    return Encoders.javaSerialization(Moments.class);
  }

  @Override
  public Encoder<Row> outputEncoder() {
    return Encoders.row(SCHEMA);
  }

  private static BigDecimal exactly(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "Invalid value in mean_ci95: " + value + ", must be finite");
    }
    return new BigDecimal(value);
  }
}
