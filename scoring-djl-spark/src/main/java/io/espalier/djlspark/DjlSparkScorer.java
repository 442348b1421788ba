// SPDX-License-Identifier: Apache-2.0
package io.espalier.djlspark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;

import ai.djl.spark.task.binary.BinaryPredictor;
import io.espalier.jobs.score.ScoreColumns;
import io.espalier.jobs.score.ScoredTicket;
import io.espalier.jobs.score.Scorer;
import io.espalier.jobs.score.Scoring;
import io.espalier.jobs.sweep.DeviceChoice;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.score.TicketTranslatorFactory;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Scores with the {@code BinaryPredictor} of DJL's Spark extension, and {@link
 * TicketTranslatorFactory}. Gives the rows of {@link io.espalier.jobs.score.PartitionScorer}.
 *
 * <p>The extension opens a ticket in every task and never closes it, so images are coalesced to one
 * partition a slot. It decodes an image for each ticket. DJL chooses the device, and does not know
 * what Spark leases.
 */
public final class DjlSparkScorer implements Scorer {
  private static final String ANSWER = "answer";
  private static final byte[] NOTHING = {};

  /** What {@link io.espalier.pruning.score.AnswerJson} writes. */
  private static final StructType JSON =
      new StructType()
          .add("predicted", DataTypes.IntegerType)
          .add("predicted_class", DataTypes.StringType)
          .add("probability", DataTypes.DoubleType)
          .add(
              "top5",
              DataTypes.createArrayType(
                  new StructType()
                      .add("index", DataTypes.IntegerType)
                      .add("class", DataTypes.StringType)
                      .add("probability", DataTypes.DoubleType)))
          .add("error", DataTypes.StringType);

  @Override
  public String name() {
    return "djl-spark";
  }

  /**
   * @throws InvalidSettings when a device is asked for, or a ticket is not of float32
   */
  @Override
  public Dataset<Row> score(Dataset<Row> images, List<ScoredTicket> tickets, Scoring scoring) {
    if (scoring.device() != DeviceChoice.AUTO) {
      throw InvalidSettings.because(
          "Cannot score with djl-spark on a chosen device: DJL chooses it");
    }
    Dataset<Row> read =
        images
            .coalesce(images.sparkSession().sparkContext().defaultParallelism())
            .withColumn(
                ScoreColumns.CONTENT, coalesce(col(ScoreColumns.CONTENT), lit(NOTHING)));
    return tickets.stream()
        .map(ticket -> scored(read, ticket, scoring))
        .reduce(Dataset::union)
        .orElseThrow(() -> new IllegalArgumentException("Cannot score without a ticket"));
  }

  private static Dataset<Row> scored(Dataset<Row> images, ScoredTicket ticket, Scoring scoring) {
    if (ticket.precision() != Precision.FLOAT32) {
      throw InvalidSettings.because(
          "Cannot score with djl-spark with run %s: DJL computes in float32, and the run in %s"
              .formatted(ticket.key(), ticket.precision()));
    }
    int batch = ticket.input().fitting(scoring.batch());
    BinaryPredictor predictor = new BinaryPredictor();
    predictor.setInputCol(ScoreColumns.CONTENT);
    predictor.setOutputCol(ANSWER);
    predictor.setModelUrl(new TicketUrl(ticket.folder()).text());
    predictor.setEngine("PyTorch");
    predictor.setBatchSize(batch);
    predictor.setTranslatorFactory(new TicketTranslatorFactory(ticket.input(), batch));
    Column answer = from_json(col(ANSWER).cast(DataTypes.StringType), JSON);
    UDF2<String, Integer, Integer> label =
        (name, index) -> name == null ? index : ticket.labelled(name).orElse(null);
    // Expressions alone: a typed operation would get the rows of the extension, without a schema.
    Dataset<Row> answered = predictor.predict(images).withColumn(ANSWER, answer);
    return answered.select(
        col(ScoreColumns.FILE),
        udf(label, DataTypes.IntegerType)
            .apply(col(ScoreColumns.LABEL), col(ScoreColumns.LABEL_INDEX))
            .as(ScoreColumns.LABEL),
        col("answer.predicted"),
        col("answer.predicted_class"),
        col("answer.probability"),
        transform(
                col("answer.top5"),
                guess -> struct(guess.getField("class"), guess.getField("probability")))
            .as("top5"),
        lit(ticket.key()).as(ScoreColumns.TICKET),
        coalesce(col(ScoreColumns.ERROR), col("answer.error")).as(ScoreColumns.ERROR));
  }
}
