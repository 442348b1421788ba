// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.store.RunsByPrefix;
import io.espalier.jobs.sweep.DeviceChoice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Scores images that are rows, for notebooks and programs:
 *
 * <pre>{@code
 * Dataset<Row> images = spark.read().format("binaryFile").option("recursiveFileLookup", true).load(folder);
 * Dataset<Row> scores = TicketScores.of(spark, "results", "3f2a").score(images);
 * }</pre>
 *
 * @param tickets the tickets
 * @param scorer the way to score
 * @param scoring batch, device and file systems
 */
public record TicketScores(List<ScoredTicket> tickets, Scorer scorer, Scoring scoring) {
  private static final String PATH = "path";

  public TicketScores {
    tickets = List.copyOf(tickets);
  }

  /**
   * Scores with finished runs of a result folder.
   *
   * @param results the result folder, a path or any Hadoop URI
   * @param keys keys of the runs, or the starts of them
   * @throws IOException when a key is of no run or of several, or a ticket is incomplete
   */
  public static TicketScores of(
      org.apache.spark.sql.SparkSession spark, String results, String... keys) throws IOException {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    ResultStore store = new ResultStore(results, configuration);
    store.checkThere();
    List<ScoredTicket> tickets = new ArrayList<>();
    for (RunRow run : new RunsByPrefix(store).all(Arrays.asList(keys))) {
      tickets.add(ScoredTicket.of(run, store.storage()));
    }
    return new TicketScores(
        tickets,
        new PartitionScorer(),
        new Scoring(
            Scoring.DEFAULT_BATCH,
            DeviceChoice.AUTO,
            new SerializableConfiguration(configuration)));
  }

  /**
   * Scores images.
   *
   * @param images rows with {@code content}, the bytes of an image file; {@code file} or {@code
   *     path}, its name, as Spark's {@code binaryFile} has it; and, if there is one, {@code label},
   *     a class index or the name of a class
   * @return rows of {@link ScoreColumns#SCORES}, one for each image and ticket; a label that names
   *     no class of a ticket is null
   */
  public Dataset<Row> score(Dataset<Row> images) {
    List<String> columns = List.of(images.columns());
    String file = columns.contains(ScoreColumns.FILE) ? ScoreColumns.FILE : PATH;
    boolean isLabelled = columns.contains(ScoreColumns.LABEL);
    boolean isNamed =
        isLabelled
            && images.schema().apply(ScoreColumns.LABEL).dataType().equals(DataTypes.StringType);
    return scorer.score(
        images.select(
            functions.col(file).cast(DataTypes.StringType).as(ScoreColumns.FILE),
            (isNamed ? functions.col(ScoreColumns.LABEL) : functions.lit(null))
                .cast(DataTypes.StringType)
                .as(ScoreColumns.LABEL),
            (isLabelled && !isNamed ? functions.col(ScoreColumns.LABEL) : functions.lit(null))
                .cast(DataTypes.IntegerType)
                .as(ScoreColumns.LABEL_INDEX),
            functions.col(ScoreColumns.CONTENT),
            functions.lit(null).cast(DataTypes.StringType).as(ScoreColumns.ERROR)),
        tickets,
        scoring);
  }
}
