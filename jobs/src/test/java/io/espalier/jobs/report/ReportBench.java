package io.espalier.jobs.report;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** A local Spark and a folder of results, to ask reports of. */
final class ReportBench {
  private final SparkSession spark;
  private ResultStore store;

  private ReportBench(SparkSession spark) {
    this.spark = spark;
  }

  static ReportBench start() {
    return new ReportBench(
        SparkSession.builder().master("local[1]").config("spark.ui.enabled", false).getOrCreate());
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
    return answer("select " + columns + " from (\n" + Query.named(report).sql() + "\n)");
  }

  /** A query's rows as {@code [a,b]}, in order. */
  List<String> answer(String sql) throws IOException {
    return ResultQueries.on(spark, store).answer(sql).rows().stream()
        .map(row -> row.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")))
        .toList();
  }
}
