// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import java.io.Serial;
import java.math.BigDecimal;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Aggregator;
import org.apache.spark.sql.functions;
import scala.Tuple2;

/**
 * The SQL function {@code paired_verdict(accuracy, dense_accuracy)}: whether a cell is a winning
 * ticket with statistical confidence. Each seed is compared with its own dense run; the 95 %
 * confidence interval of the mean difference decides.
 */
public final class PairedVerdict extends Aggregator<Tuple2<Double, Double>, Moments, String> {
  @Serial private static final long serialVersionUID = 1;

  static final String TICKET = "ticket";
  static final String NO_TICKET = "no ticket";
  static final String UNDECIDED = "undecided";

  private static final int MIN_PAIRS = 3;

  /** Equal accuracies can differ in their last bits; a single image makes a larger difference. */
  public static final double TIE = -1e-9;

  /**
   * Registers {@code paired_verdict(accuracy, dense_accuracy)} over pairs; pairs with a null are
   * skipped. The verdict is {@code ticket} if the whole interval is at or above 0, {@code no
   * ticket} if it is entirely below 0, and {@code undecided} otherwise and for fewer than three
   * pairs.
   */
  static void register(SparkSession spark) {
    spark
        .udf()
        .register(
            "paired_verdict",
            functions.udaf(
                new PairedVerdict(), Encoders.tuple(Encoders.DOUBLE(), Encoders.DOUBLE())));
  }

  @Override
  public Moments zero() {
    return Moments.NONE;
  }

  @Override
  public Moments reduce(Moments differences, Tuple2<Double, Double> pair) {
    return pair._1() == null || pair._2() == null
        ? differences
        : differences.plus(new BigDecimal(pair._1()).subtract(new BigDecimal(pair._2())));
  }

  @Override
  public Moments merge(Moments some, Moments others) {
    return some.plus(others);
  }

  @Override
  public String finish(Moments differences) {
    if (differences.n() < MIN_PAIRS) {
      return UNDECIDED;
    }
    double mean = differences.mean();
    double halfWidth = differences.halfWidth();
    if (mean - halfWidth >= TIE) {
      return TICKET;
    }
    return mean + halfWidth < TIE ? NO_TICKET : UNDECIDED;
  }

  @Override
  public Encoder<Moments> bufferEncoder() {
    return Encoders.javaSerialization(Moments.class);
  }

  @Override
  public Encoder<String> outputEncoder() {
    return Encoders.STRING();
  }
}
