package io.espalier.jobs.store;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The results as Spark SQL views: {@code runs}, {@code epochs}, {@code layers}, {@code failures}.
 * Their columns are the components of {@link RunRow}, {@link EpochRow}, {@link LayerRow} and {@link
 * FailureRow} in {@code snake_case}; a column younger than a file is null in its rows.
 */
public final class Tables {
  /** Whether Spark takes a folder's name for a pattern, as it would {@code results[1]}. */
  private static final String PATTERNS = "__globPaths__";

  private Tables() {}

  /**
   * Registers the views in {@code spark}. {@code runs} and {@code failures} are read now, and stay
   * as they are; {@code epochs} and {@code layers} of these runs are read by each query. A table
   * that has no files yet is an empty view.
   */
  public static void register(SparkSession spark, ResultStore store) throws IOException {
    Dataset<Row> runs = inMemory(read(spark, store, ResultTable.RUNS));
    runs.createOrReplaceTempView(ResultTable.RUNS.name());
    inMemory(read(spark, store, ResultTable.FAILURES))
        .createOrReplaceTempView(ResultTable.FAILURES.name());
    Dataset<Row> finished = runs.select("key");
    for (ResultTable<?> details : List.of(ResultTable.EPOCHS, ResultTable.LAYERS)) {
      // A run's row is its commit: without it, its details are what a crash has left.
      Dataset<Row> all = read(spark, store, details);
      all.join(finished, all.col("key").equalTo(finished.col("key")), "left_semi")
          .createOrReplaceTempView(details.name());
    }
  }

  private static Dataset<Row> read(SparkSession spark, ResultStore store, ResultTable<?> table)
      throws IOException {
    StructType schema = table.type().sparkSchema();
    return store.isEmpty(table)
        ? spark.createDataFrame(List.of(), schema)
        : spark.read().option(PATTERNS, false).schema(schema).parquet(store.folder(table));
  }

  /**
   * Few bytes in many files: a query that names a table ten times would open each of them tenfold.
   */
  private static Dataset<Row> inMemory(Dataset<Row> table) {
    return table.sparkSession().createDataFrame(table.collectAsList(), table.schema());
  }
}
