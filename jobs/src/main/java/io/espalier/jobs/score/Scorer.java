// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A way to score images over the cluster. All ways give the same rows. Besides {@link
 * PartitionScorer}, those that {@link java.util.ServiceLoader} finds on the class path can be used.
 */
public interface Scorer {

  /** The name of this way on the command line. */
  String name();

  /**
   * Scores images with every ticket.
   *
   * @param images rows of {@link ScoreColumns#IMAGES}
   * @param tickets with distinct keys
   * @return rows of {@link ScoreColumns#SCORES}, one for each image and ticket; computed when they
   *     are used, and again for each use
   */
  Dataset<Row> score(Dataset<Row> images, List<ScoredTicket> tickets, Scoring scoring);
}
