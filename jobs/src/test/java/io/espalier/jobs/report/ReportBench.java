// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.query.Query;
import io.espalier.jobs.query.ResultQueries;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A local Spark session for a test class and a result folder for each test, to run the report's
 * queries.
 */
public final class ReportBench
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private SparkSession spark;
  private Path folder;
  private ResultStore store;

  @Override
  public void beforeAll(ExtensionContext tests) {
    spark =
        SparkSession.builder().master("local[1]").config("spark.ui.enabled", false).getOrCreate();
  }

  @Override
  public void beforeEach(ExtensionContext test) throws IOException {
    folder = Files.createTempDirectory("report");
    open(folder.resolve("out"));
  }

  @Override
  public void afterEach(ExtensionContext test) throws IOException {
    FileUtils.deleteDirectory(folder.toFile());
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    spark.stop();
  }

  public SparkSession spark() {
    return spark;
  }

  /** The folder of the current test; its results are in {@code out}. */
  public Path folder() {
    return folder;
  }

  public ResultStore store() {
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

  /**
   * Runs the report's SQL on the views; returns the {@code columns} of each row as {@code [a,b]},
   * in order. If there are any, the report must ask this part.
   */
  public List<String> ask(String report, String columns) throws IOException {
    ResultQueries queries = ResultQueries.on(spark, store);
    String sql = "select " + columns + " from (\n" + Query.named(report).sql() + "\n)";
    List<String> rows = answer(queries, sql);
    if (!rows.isEmpty()) {
      for (String needed : needed(report)) {
        assertThat(queries.hasRows(needed)).as("%s, which %s needs", needed, report).isTrue();
      }
    }
    return rows;
  }

  private static List<String> needed(String report) {
    return Report.PARTS.stream()
        .filter(part -> part.query().name().equals(report))
        .flatMap(part -> part.needed().stream())
        .toList();
  }

  /** Runs a query; returns its rows as {@code [a,b]}, in order. */
  public List<String> answer(String sql) throws IOException {
    return answer(ResultQueries.on(spark, store), sql);
  }

  private static List<String> answer(ResultQueries queries, String sql) {
    return queries.answer(sql).rows().stream()
        .map(row -> row.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")))
        .toList();
  }
}
