package io.espalier.jobs.report;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.SampleRun;
import io.espalier.jobs.store.Tables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A local Spark and a folder of results, to ask reports of. */
final class ReportBench {
  private final SparkSession spark;
  private ResultStore store;

  private ReportBench(SparkSession spark) {
    this.spark = spark;
  }

  static ReportBench start() {
    SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 1)
            // Compiling each query would take longer than these few rows; re-planning leaves jobs
            // that
            // still read when a test's folder goes.
            .config("spark.sql.codegen.wholeStage", false)
            .config("spark.sql.adaptive.enabled", false)
            .getOrCreate();
    StudentInterval.register(spark);
    MaskOverlap.register(spark);
    return new ReportBench(spark);
  }

  void stop() {
    spark.stop();
  }

  SparkSession spark() {
    return spark;
  }

  ResultStore store() {
    return store;
  }

  void open(Path root) {
    store = new ResultStore(root.toString(), new Configuration());
  }

  void write(SampleRun... runs) throws IOException {
    for (SampleRun run : runs) {
      store.write(run.row(), List.of(), List.of());
    }
  }

  /** The report's SQL run on the views, each row's {@code columns} as {@code [a,b]}, in order. */
  List<String> ask(String report, String columns) throws IOException {
    Tables.register(spark, store);
    spark.sql(Query.named(report).sql()).createOrReplaceTempView("answer");
    return spark.sql("select " + columns + " from answer").collectAsList().stream()
        .map(Row::toString)
        .toList();
  }
}
