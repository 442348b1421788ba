// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The results as Spark SQL views: {@code runs}, {@code epochs}, {@code layers}, {@code failures},
 * {@code latencies}, {@code robustness}, {@code sharpness}, {@code connectivity}. Their columns are
 * the components of {@link RunRow}, {@link EpochRow}, {@link LayerRow}, {@link FailureRow}, {@link
 * LatencyRow}, {@link RobustnessRow}, {@link SharpnessRow} and {@link ConnectivityRow} in {@code
 * snake_case}; a column that was added after a file was written is null in its rows. Artifacts are
 * those of the result folder, wherever it was moved to.
 */
public final class Tables {
  private static final Logger LOG = LoggerFactory.getLogger(Tables.class);
  private static final String KEY = "key";

  /** The file that a row was read from; not a column of any view. */
  private static final String FILE = "_file";

  /** Option by which Spark treats a folder name such as {@code results[1]} as a glob pattern. */
  private static final String PATTERNS = "__globPaths__";

  private Tables() {}

  /**
   * Registers the views in {@code spark}. All but {@code epochs} and {@code layers} are read once,
   * by this call; {@code epochs} and {@code layers} of these runs are read by each query. A table
   * without files is an empty view. Skips unreadable single-run files with a warning.
   *
   * @return number of runs
   * @throws BrokenRows when a compacted file cannot be read
   */
  public static int register(SparkSession spark, ResultStore store) throws IOException {
    List<StoredRow> runs =
        new MovedArtifacts(store).found(StoredRow.all(store.files(ResultTable.RUNS)));
    warnOfNewer(store, runs);
    inMemory(spark, ResultTable.RUNS, runs);
    inMemory(spark, ResultTable.FAILURES, StoredRow.all(store.files(ResultTable.FAILURES)));
    for (ResultTable<?> measured : ResultTable.MEASURED) {
      inMemory(spark, measured, StoredRow.ofEachFile(store.files(measured)));
    }
    Dataset<Row> finished = finished(spark, runs);
    for (ResultTable<?> details : List.of(ResultTable.EPOCHS, ResultTable.LAYERS)) {
      // The row commits a run: details without a row are left over from a crash. Details are
      // written and compacted with their row, to files of the same name.
      Dataset<Row> all = onDisk(spark, store.files(details));
      Column same =
          all.col(KEY).equalTo(finished.col(KEY)).and(all.col(FILE).equalTo(finished.col(FILE)));
      all.join(finished, same, "left_semi").drop(FILE).createOrReplaceTempView(details.name());
    }
    return runs.size();
  }

  /** Columns of a newer version are left out, and could be missed. */
  private static void warnOfNewer(ResultStore store, List<StoredRow> runs) {
    int version = ResultTable.RUNS.type().sparkSchema().fieldIndex("schema_version");
    IntSummaryStatistics newer =
        runs.stream()
            .mapToInt(row -> (int) row.values().get(version))
            .filter(written -> written > RunRow.SCHEMA_VERSION)
            .summaryStatistics();
    if (newer.getCount() > 0) {
      LOG.warn(
          "{} of {} runs in {} were written by a newer version (schema_version {}, here {}); their"
              + " new columns are not shown, use that version to see them",
          newer.getCount(),
          runs.size(),
          store.root(),
          newer.getMax(),
          RunRow.SCHEMA_VERSION);
    }
  }

  private static Dataset<Row> onDisk(SparkSession spark, TableFiles<?> files) throws IOException {
    StructType schema = files.table().type().sparkSchema();
    List<String> folders = new ArrayList<>();
    if (!files.singleRunFiles().isEmpty()) {
      folders.add(files.folder());
    }
    if (!files.compactedFiles().isEmpty()) {
      files.checkDetails(); // Spark reports an unreadable file in a hundred lines
      folders.add(files.compactedFolder());
    }
    return folders.isEmpty()
        ? spark.createDataFrame(List.of(), schema.add(FILE, DataTypes.StringType))
        : spark
            .read()
            .option(PATTERNS, false)
            .schema(schema)
            .parquet(folders.toArray(String[]::new))
            .withColumn(FILE, functions.col("_metadata.file_name"));
  }

  /**
   * Holds a table in memory: its files are many and small, and a query that uses the table ten
   * times would open each of them ten times. Spark evaluates projections of local rows while it
   * plans, again for each plan, so the rows have exactly the columns of the view.
   */
  private static void inMemory(SparkSession spark, ResultTable<?> table, List<StoredRow> stored) {
    List<Row> rows = stored.stream().map(row -> RowFactory.create(row.values().toArray())).toList();
    spark.createDataFrame(rows, table.type().sparkSchema()).createOrReplaceTempView(table.name());
  }

  /** The finished runs, with the file that holds the row of each. */
  private static Dataset<Row> finished(SparkSession spark, List<StoredRow> runs) {
    int key = ResultTable.RUNS.type().sparkSchema().fieldIndex(KEY);
    List<Row> rows =
        runs.stream().map(run -> RowFactory.create(run.values().get(key), run.file())).toList();
    return spark.createDataFrame(
        rows, new StructType().add(KEY, DataTypes.StringType).add(FILE, DataTypes.StringType));
  }
}
