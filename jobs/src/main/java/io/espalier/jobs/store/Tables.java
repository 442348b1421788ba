package io.espalier.jobs.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The results as Spark SQL views: {@code runs}, {@code epochs}, {@code layers}, {@code failures}.
 * Their columns are the components of {@link RunRow}, {@link EpochRow}, {@link LayerRow} and {@link
 * FailureRow} in {@code snake_case}; a column younger than a file is null in its rows.
 */
public final class Tables {
  private static final String KEY = "key";

  /** The file that a row was read from; no column of a view. */
  private static final String FILE = "_file";

  /** Whether Spark takes a folder's name for a pattern, as it would {@code results[1]}. */
  private static final String PATTERNS = "__globPaths__";

  private Tables() {}

  /**
   * Registers the views in {@code spark}. {@code runs} and {@code failures} are read now, and stay
   * as they are; {@code epochs} and {@code layers} of these runs are read by each query. A table
   * that has no files yet is an empty view. A run's small file that cannot be read is left out,
   * with a warning.
   *
   * @return how many runs there are
   * @throws BrokenRows when a file of many runs cannot be read
   */
  public static int register(SparkSession spark, ResultStore store) throws IOException {
    List<StoredRow> runs = StoredRow.all(store.files(ResultTable.RUNS));
    inMemory(spark, ResultTable.RUNS, runs);
    inMemory(spark, ResultTable.FAILURES, StoredRow.all(store.files(ResultTable.FAILURES)));
    Dataset<Row> finished = finished(spark, runs);
    for (ResultTable<?> details : List.of(ResultTable.EPOCHS, ResultTable.LAYERS)) {
      // A run's row is its commit: without it, its details are what a crash has left. Details are
      // written and folded beside their row, to files of the same name.
      Dataset<Row> all = onDisk(spark, store.files(details));
      Column same =
          all.col(KEY).equalTo(finished.col(KEY)).and(all.col(FILE).equalTo(finished.col(FILE)));
      all.join(finished, same, "left_semi").drop(FILE).createOrReplaceTempView(details.name());
    }
    return runs.size();
  }

  private static Dataset<Row> onDisk(SparkSession spark, TableFiles<?> files) throws IOException {
    StructType schema = files.table().type().sparkSchema();
    List<String> folders = new ArrayList<>();
    if (!files.small().isEmpty()) {
      folders.add(files.folder());
    }
    if (!files.folds().isEmpty()) {
      files.checkDetails(); // Spark would tell of a broken one in a hundred lines
      folders.add(files.foldsFolder());
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
   * Few bytes in many files: a query that names a table ten times would open each of them tenfold.
   * Spark computes what is asked of such rows while it plans, again for each plan: no column may be
   * left to take away.
   */
  private static void inMemory(SparkSession spark, ResultTable<?> table, List<StoredRow> stored) {
    List<Row> rows = stored.stream().map(row -> RowFactory.create(row.values().toArray())).toList();
    spark.createDataFrame(rows, table.type().sparkSchema()).createOrReplaceTempView(table.name());
  }

  /** The runs that have a row, by the file that it lies in. */
  private static Dataset<Row> finished(SparkSession spark, List<StoredRow> runs) {
    int key = ResultTable.RUNS.type().sparkSchema().fieldIndex(KEY);
    List<Row> rows =
        runs.stream().map(run -> RowFactory.create(run.values().get(key), run.file())).toList();
    return spark.createDataFrame(
        rows, new StructType().add(KEY, DataTypes.StringType).add(FILE, DataTypes.StringType));
  }
}
