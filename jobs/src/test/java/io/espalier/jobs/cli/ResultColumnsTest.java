// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.espalier.jobs.executor.RunOutcome;
import io.espalier.jobs.executor.RunTask;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The description of every column in {@code docs/results.md}, in the rows of a real sweep with
 * every kind of run.
 */
class ResultColumnsTest {
  private static final String SWEEP =
      """
      dense: {epochs: 2, batch: 10}
      checkpoint: {epochs: 1}
      parts:
        weights:
          grid:
            dataset: &data {name: shapes, train: 20, test: 10}
            model: &model {name: resnet20s, width: 0.125}
            method:
              - {name: omp, epochs: 1, batch: 10, data_order: [0, 1]}
              - {name: bip, epochs: 1, batch: 10}
              - {name: imp, epochs: 1, batch: 10}
              - {name: snip, epochs: 1, batch: 10}
              - {name: gmp, epochs: 2, batch: 10}
            sparsity: {rounds: 2}
            seed: 1
        groups:
          grid:
            dataset: *data
            model: *model
            structure: [filter, channel, 2:4]
            method: {name: omp, epochs: 1, batch: 10}
            sparsity: 0.5
            seed: 1
        failing:
          grid:
            dataset: *data
            model: *model
            method: {name: omp, epochs: 1, batch: 10, rate: 1e30}
            sparsity: 0.5
            seed: 1
        interrupted:
          grid:
            dataset: *data
            model: *model
            method: {name: snip, epochs: 3, batch: 10}
            sparsity: 0.5
            seed: 1
      """;

  @TempDir private static Path folder;

  private static ShownResults results;

  @BeforeAll
  static void sweep() throws IOException {
    long began = System.currentTimeMillis();
    Path config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
    Path out = folder.resolve("results");
    ResultStore store = new ResultStore(out.toString(), new Configuration());
    try (SparkSession spark =
        SparkSession.builder().master("local[1]").config("spark.ui.enabled", false).getOrCreate()) {
      interrupt(config, store, new JavaSparkContext(spark.sparkContext()));
    }
    CommandLineRun sweep = CommandLineRun.of("sweep", config.toString(), "--out", out.toString());
    assertThat(sweep.exit()).as(sweep.err()).isEqualTo(ExitCode.FAILED_RUNS);
    CommandLineRun latency =
        CommandLineRun.of(
            "latency",
            "--out",
            out.toString(),
            "--where",
            "structure = 'filter'",
            "--batch",
            "2",
            "--passes",
            "3");
    assertThat(latency.exit()).as(latency.err()).isEqualTo(ExitCode.DONE);
    measure(out, "seed = 1", "--corruptions", "fog");
    measure(out, "method = 'omp'", "--sharpness", "0.01");
    measure(out, "method = 'omp'", "--connectivity");
    results = new ShownResults(out, tables(store), began, System.currentTimeMillis());
  }

  private static void measure(Path out, String condition, String... what) {
    CommandLineRun measure =
        CommandLineRun.of(
            Stream.concat(
                    Stream.of("measure", "--out", out.toString(), "--where", condition),
                    Stream.of(what))
                .toArray(String[]::new));
    assertThat(measure.exit()).as(measure.err()).isEqualTo(ExitCode.DONE);
  }

  /** The arguments of a command that names a sweep. */
  @Command
  private static final class Arguments {
    @Mixin private ConfigOptions config;
  }

  /** Starts the run of three epochs, and fails it after a checkpoint. */
  private static void interrupt(Path config, ResultStore store, JavaSparkContext spark)
      throws IOException {
    Arguments arguments = new Arguments();
    new CommandLine(arguments).parseArgs(config.toString());
    ResolvedSweep sweep = ResolvedSweep.forRun(arguments.config, store);
    RunNode node =
        sweep.graph().whole().graph().nodes().stream()
            .filter(run -> run.spec().method().variant().contains("epochs=3"))
            .findFirst()
            .orElseThrow();
    RunTask task =
        new RunTask(
            node,
            store.root(),
            "",
            sweep.config().execution(),
            new SerializableConfiguration(new Configuration()));

    RunOutcome outcome =
        spark
            .parallelize(List.of(task), 1)
            .map(
                run ->
                    run.run(
                        report -> {
                          if (report.epoch() == 2) {
                            throw new IllegalStateException("interrupted by the test");
                          }
                        }))
            .first();

    assertThat(outcome).isInstanceOf(RunOutcome.Failed.class);
    assertThat(new Results(Path.of(store.root())).unfinished())
        .as("the checkpoint from which it resumes")
        .anyMatch(name -> name.endsWith("train.safetensors"));
  }

  private static Map<String, List<ShownRow>> tables(ResultStore store) throws IOException {
    SparkSession.clearActiveSession();
    try (SparkSession spark =
        SparkSession.builder().master("local[1]").config("spark.ui.enabled", false).getOrCreate()) {
      Tables.register(spark, store);
      return ShownResults.TABLES.stream()
          .collect(
              Collectors.toMap(
                  table -> table,
                  table ->
                      spark.table(table).collectAsList().stream()
                          .map(ResultColumnsTest::shown)
                          .toList()));
    }
  }

  private static ShownRow shown(Row row) {
    Map<String, Object> values = new HashMap<>();
    for (String column : row.schema().fieldNames()) {
      values.put(column, row.getAs(column));
    }
    return new ShownRow(values);
  }

  @Test
  void the_sweep_has_every_kind_of_run() {
    assertThat(results.of("runs"))
        .extracting(
            row ->
                "%s %s %s attempt %s"
                    .formatted(
                        row.text("method"),
                        row.text("structure"),
                        row.text("variant").contains("epochs=3") ? "3 epochs" : "",
                        row.whole("attempt")))
        .contains(
            "dense unstructured  attempt 1",
            "omp unstructured  attempt 1",
            "bip unstructured  attempt 1",
            "imp unstructured  attempt 1",
            "snip unstructured  attempt 1",
            "gmp unstructured  attempt 1",
            "omp filter  attempt 1",
            "omp channel  attempt 1",
            "omp 2:4  attempt 1",
            "snip unstructured 3 epochs attempt 2");
    assertThat(results.of("runs"))
        .as("a later round")
        .anyMatch(
            row ->
                row.text("method").equals("imp")
                    && !row.text("parent_key").equals(row.text("dense_key")));
    assertThat(results.of("failures"))
        .extracting(row -> row.text("kind"))
        .containsExactlyInAnyOrder("DIVERGED", "BUG");
  }

  @TestFactory
  Stream<DynamicTest> every_row_holds_the_description_of_each_column() {
    return ShownResults.TABLES.stream()
        .flatMap(
            table ->
                new ColumnPromises(results)
                    .of(table).stream()
                        .map(
                            promise ->
                                dynamicTest(
                                    "%s.%s: %s".formatted(table, promise.column(), promise.told()),
                                    () -> {
                                      assertThat(description(table, promise.column()))
                                          .contains(promise.told());
                                      assertThat(results.of(table)).isNotEmpty();
                                      assertThat(results.of(table))
                                          .filteredOn(row -> !promise.holds().test(row))
                                          .isEmpty();
                                    })));
  }

  @TestFactory
  Stream<DynamicTest> a_value_is_null_only_where_its_column_says_when() {
    return columns()
        .map(
            column ->
                dynamicTest(
                    column.table() + "." + column.name(),
                    () -> {
                      List<ColumnPromises.Promise> promises =
                          new ColumnPromises(results)
                              .of(column.table()).stream()
                                  .filter(promise -> promise.column().equals(column.name()))
                                  .toList();
                      assertThat(promises).as("what its description means").isNotEmpty();
                      if (column.nullable()) {
                        assertThat(promises).anyMatch(promise -> promise.told().contains("null"));
                      } else {
                        assertThat(results.of(column.table()))
                            .noneMatch(row -> row.isNull(column.name()));
                      }
                    }));
  }

  /** A line of one of the tables of columns. */
  private record Documented(String table, String name, boolean nullable, String description) {}

  private static Stream<Documented> columns() {
    return Arrays.stream(DocPage.of("results").text().split("(?m)^## "))
        .filter(
            section ->
                ShownResults.TABLES.stream().anyMatch(t -> section.startsWith("`" + t + "`")))
        .flatMap(
            section ->
                section
                    .lines()
                    .filter(line -> line.startsWith("| `"))
                    .map(line -> line.split(" ?\\| ?", -1))
                    .map(
                        cells ->
                            new Documented(
                                section.split("`")[1],
                                cells[1].replace("`", ""),
                                cells[3].equals("null"),
                                cells[4])));
  }

  /** The columns of failures up to {@code parent_key} are described in runs. */
  private static String description(String table, String name) {
    return described(table, name) + (table.equals("failures") ? described("runs", name) : "");
  }

  private static String described(String table, String name) {
    return columns()
        .filter(column -> column.table().equals(table) && column.name().equals(name))
        .map(Documented::description)
        .findFirst()
        .orElse("");
  }
}
