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
 * The SQL function {@code paired_verdict(accuracy, dense_accuracy)}: is a cell a winning ticket
 * beyond chance? Each seed is held against its own dense run; what the 95 % confidence interval of
 * the mean difference leaves open is undecided.
 */
public final class PairedVerdict extends Aggregator<Tuple2<Double, Double>, Moments, String> {
  @Serial private static final long serialVersionUID = 1;

  static final String TICKET = "ticket";
  static final String NO_TICKET = "no ticket";
  static final String UNDECIDED = "undecided";

  private static final int MIN_PAIRS = 3;

  /** Accuracies that are equal may differ by their last bits; by one image they differ by more. */
  public static final double TIE = -1e-9;

  /**
   * Registers {@code paired_verdict(accuracy, dense_accuracy)} over pairs, of which those with a
   * null are skipped: {@code ticket} where the whole interval is no less than nothing, {@code no
   * ticket} where all of it is less, and {@code undecided} else and under three pairs.
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
