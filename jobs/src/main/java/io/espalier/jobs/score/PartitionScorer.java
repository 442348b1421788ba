// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Scores each partition in its task, with the ticket's own classifier. An image is decoded once for
 * all tickets that see it alike.
 */
public final class PartitionScorer implements Scorer {
  @Override
  public String name() {
    return "partitions";
  }

  @Override
  public Dataset<Row> score(Dataset<Row> images, List<ScoredTicket> tickets, Scoring scoring) {
    List<ScoredTicket> all = List.copyOf(tickets);
    MapPartitionsFunction<Row, Row> task = rows -> ScoreTask.started(rows, all, scoring);
    return images.mapPartitions(task, Encoders.row(ScoreColumns.SCORES));
  }
}
