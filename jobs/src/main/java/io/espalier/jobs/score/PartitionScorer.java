// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Scores each partition in its task, with the tickets' own classifiers. An image is decoded once
 * for all tickets that see it alike. Tickets that are too large to be open together, 256 million
 * weights (1 GiB), take turns, and read the images again.
 */
public final class PartitionScorer implements Scorer {
  /** The name of this way on the command line. */
  public static final String NAME = "partitions";

  private static final long MOST_WEIGHTS = 1L << 28;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Dataset<Row> score(Dataset<Row> images, List<ScoredTicket> tickets, Scoring scoring) {
    return together(tickets).stream()
        .map(
            some -> {
              MapPartitionsFunction<Row, Row> task = rows -> ScoreTask.started(rows, some, scoring);
              return images.mapPartitions(task, Encoders.row(ScoreColumns.SCORES));
            })
        .reduce(Dataset::union)
        .orElseThrow(() -> new IllegalArgumentException("Cannot score without a ticket"));
  }

  /** The tickets in order, in groups that are open together. */
  static List<List<ScoredTicket>> together(List<ScoredTicket> tickets) {
    List<List<ScoredTicket>> groups = new ArrayList<>();
    long weights = 0;
    for (ScoredTicket ticket : tickets) {
      weights += ticket.weights();
      if (groups.isEmpty() || weights > MOST_WEIGHTS) {
        groups.add(new ArrayList<>());
        weights = ticket.weights();
      }
      groups.get(groups.size() - 1).add(ticket);
    }
    return groups;
  }
}
