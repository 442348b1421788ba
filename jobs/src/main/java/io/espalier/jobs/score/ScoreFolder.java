// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * A folder of scores: Parquet with the columns of {@link ScoreColumns#SCORES}, partitioned by
 * ticket.
 *
 * @param location absolute if it is local
 */
public record ScoreFolder(String location, HadoopStorage storage) {
  /** Option by which Spark treats a folder name such as {@code scores[1]} as a glob pattern. */
  private static final String PATTERNS = "__globPaths__";

  /** What Spark writes beside the folders of tickets; anything else is of others. */
  private static final Set<String> OF_SPARK = Set.of("_SUCCESS", "._SUCCESS.crc", "_temporary");

  /** What to do with scores that are there. */
  public enum Mode {
    /** Refuse to write. */
    ERROR,
    /** Delete them. */
    OVERWRITE
  }

  public ScoreFolder {
    location = storage.absolute(location);
  }

  /**
   * Checks that scores can be written. Nothing but scores is ever overwritten.
   *
   * @throws IOException {@code Cannot write …}
   */
  public void checkWritable(Mode mode) throws IOException {
    Storage.Contents contents = storage.contents(location);
    if (!contents.isEmpty() && mode == Mode.ERROR) {
      throw new IOException(
          "Cannot write scores to %s: the folder is not empty, pass --mode overwrite to replace the scores in it"
              .formatted(location));
    }
    List<String> others =
        Stream.concat(contents.lengths().keySet().stream(), contents.folders().stream())
            .filter(name -> !isOfScores(name))
            .limit(1)
            .toList();
    if (!others.isEmpty()) {
      throw new IOException(
          "Cannot overwrite %s: it contains %s, must contain nothing but scores"
              .formatted(location, others.get(0)));
    }
    storage.checkWritable(location);
  }

  private static boolean isOfScores(String name) {
    return name.startsWith(ScoreColumns.TICKET + "=") || OF_SPARK.contains(name);
  }

  /**
   * Computes and writes scores, instead of those that are there. They are deleted here, because
   * Spark cannot overwrite a folder with a colon in its name.
   *
   * @throws IOException when they cannot be deleted
   */
  public void write(Dataset<Row> scores) throws IOException {
    storage.delete(location);
    scores.write().mode(SaveMode.ErrorIfExists).partitionBy(ScoreColumns.TICKET).parquet(location);
  }

  /** The scores that are there. */
  public Dataset<Row> read(SparkSession spark) {
    return spark.read().option(PATTERNS, false).schema(ScoreColumns.SCORES).parquet(location);
  }
}
