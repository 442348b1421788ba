// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.jobs.cli.DocPage;
import io.espalier.jobs.cli.EarlierResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The code for other readers in {@code docs/results.md}, as it is there but for the folder, gives
 * the rows that this version reads.
 */
class OtherReadersTest {
  private static final List<RunRow> RUNS =
      IntStream.rangeClosed(1, 6).mapToObj(seed -> SampleRun.dense("", seed, 0.9).row()).toList();

  /** Where a run's files are now is known to this version only. */
  private static final List<String> MOVED = List.of("weights_uri", "mask_uri");

  /** A Python, with pandas and PyArrow or not. */
  private static final String PYTHON = System.getenv().getOrDefault("PYTHON", "python3");

  private static final String PRINT_JSON =
      """

      import json
      print(json.dumps({
          name: rows.astype(object).where(rows.notna(), None).to_dict("records")
          for name, rows in (("runs", runs), ("epochs", epochs))
      }))
      """;

  private static SparkSession spark;

  @TempDir private Path folder;
  private ResultStore store;

  /** What a result folder can look like. */
  enum Kind {
    SINGLE_RUN {
      @Override
      void write(OtherReadersTest test) throws IOException {
        test.write(RUNS);
      }
    },
    COMPACTED {
      @Override
      void write(OtherReadersTest test) throws IOException {
        test.write(RUNS);
        Compaction.of(test.store);
      }
    },
    /**
     * Runs of a single file and of one, two and three; among them a rerun with fewer epochs, and
     * one whose row a crash of the machine has emptied.
     */
    MIXED {
      @Override
      void write(OtherReadersTest test) throws IOException {
        test.write(RUNS);
        Compaction.of(test.store);
        test.write(again(0, 2, 0.8));
        Compaction.of(test.store);
        test.write(again(1, 3, 0.7));
        test.writeWith(1, again(3, 4, 0.6));
        test.crashed(RUNS.get(4));
        test.write(List.of(SampleRun.dense("", 7, 0.9).row()));
      }
    },
    /** Version 0.1.0 wrote schema version 1. */
    EARLIER {
      @Override
      void write(OtherReadersTest test) throws IOException {
        EarlierResults.copyTo(Path.of(test.store.root()));
      }
    },
    ALL_VERSIONS {
      @Override
      void write(OtherReadersTest test) throws IOException {
        EARLIER.write(test);
        test.write(RUNS);
        OlderRuns.version2(test.store, RUNS.get(1));
        OlderRuns.version3(test.store, RUNS.get(2));
        NewerResults.rewrite(test.store, RUNS.subList(3, 4));
      }
    };

    abstract void write(OtherReadersTest test) throws IOException;

    private static List<RunRow> again(int from, int to, double accuracy) {
      return IntStream.range(from, to)
          .mapToObj(i -> SampleRun.dense("", i + 1, accuracy).row())
          .toList();
    }
  }

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 1)
            .getOrCreate();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @BeforeEach
  void open() {
    store = new ResultStore(folder.resolve("results").toString(), new Configuration());
  }

  @ParameterizedTest
  @EnumSource
  void duckdb_reads_what_this_version_reads(Kind kind) throws IOException, SQLException {
    kind.write(this);
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      for (String sql : statements("read_parquet")) {
        statement.execute(sql);
      }

      for (ResultTable<?> table : List.of(ResultTable.RUNS, ResultTable.EPOCHS)) {
        try (ResultSet answer = statement.executeQuery("select * from " + table.name())) {
          List<Function<String, Object>> rows = new ArrayList<>();
          while (answer.next()) {
            Map<String, Object> values = new HashMap<>();
            for (int i = 1; i <= answer.getMetaData().getColumnCount(); i++) {
              values.put(answer.getMetaData().getColumnName(i), answer.getObject(i));
            }
            rows.add(values::get);
          }
          assertSame(table, rows);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MIXED", "EARLIER", "ALL_VERSIONS"})
  void spark_sql_reads_what_this_version_reads(Kind kind) throws IOException {
    kind.write(this);
    Map<ResultTable<?>, List<Row>> read = new HashMap<>();
    statements("temporary view").forEach(spark::sql);
    for (ResultTable<?> table : List.of(ResultTable.RUNS, ResultTable.EPOCHS)) {
      read.put(table, spark.table(table.name()).collectAsList());
    }

    for (ResultTable<?> table : read.keySet()) { // replaces the views
      assertSame(
          table,
          read.get(table).stream()
              .<Function<String, Object>>map(
                  row ->
                      column ->
                          Arrays.asList(row.schema().fieldNames()).contains(column)
                              ? row.getAs(column)
                              : null)
              .toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void pandas_reads_what_this_version_reads(Kind kind) throws Exception {
    assumeTrue(python("import pandas, pyarrow").isEmpty(), "pandas is not installed");
    kind.write(this);

    String printed = python(block("python", "pandas") + PRINT_JSON);

    JsonNode read =
        new ObjectMapper().readTree(printed.lines().reduce((before, last) -> last).orElseThrow());
    for (ResultTable<?> table : List.of(ResultTable.RUNS, ResultTable.EPOCHS)) {
      List<Function<String, Object>> rows = new ArrayList<>();
      read.get(table.name()).forEach(row -> rows.add(column -> value(row.get(column))));
      assertSame(table, rows);
    }
  }

  private static Object value(JsonNode cell) {
    return cell == null || cell.isNull() ? null : cell.asText();
  }

  /** What it printed, errors included. */
  private String python(String code) throws IOException, InterruptedException {
    Path program = Files.writeString(folder.resolve("program.py"), code);
    Path printed = folder.resolve("printed");
    Process process =
        new ProcessBuilder(PYTHON, program.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return Files.readString(printed);
  }

  private void assertSame(ResultTable<?> table, List<Function<String, Object>> rows)
      throws IOException {
    Tables.register(spark, store);
    List<String> columns =
        Stream.of(spark.table(table.name()).columns()).filter(c -> !MOVED.contains(c)).toList();
    List<String> expected =
        spark.table(table.name()).collectAsList().stream()
            .map(row -> text(columns, row::getAs))
            .sorted()
            .toList();

    assertThat(expected).isNotEmpty();
    assertThat(rows.stream().map(row -> text(columns, row)).sorted().toList()).isEqualTo(expected);
  }

  private static String text(List<String> columns, Function<String, Object> values) {
    return columns.stream()
        .map(column -> column + "=" + values.apply(column))
        .collect(Collectors.joining(", "));
  }

  /** The only block of the page in this language with this text. */
  private static String block(String language, String text) {
    List<String> blocks =
        DocPage.of("results").blocks().stream()
            .filter(block -> block.language().equals(language))
            .map(DocPage.Block::text)
            .filter(block -> block.contains(text))
            .toList();
    assertThat(blocks).hasSize(1);
    return blocks.get(0);
  }

  /** The statements of the block of SQL with this text, on the folder of this test. */
  private List<String> statements(String text) {
    String block = block("sql", text);
    assertThat(block).contains("'results/");
    return Stream.of(block.replace("'results/", "'" + store.root() + "/").split(";"))
        .filter(statement -> !statement.isBlank())
        .toList();
  }

  private void write(List<RunRow> runs) throws IOException {
    writeWith(2, runs);
  }

  private void writeWith(int epochs, List<RunRow> runs) throws IOException {
    for (RunRow run : runs) {
      String key = run.identity().key();
      double accuracy = run.result().accuracy();
      store.write(
          run,
          IntStream.rangeClosed(1, epochs)
              .mapToObj(e -> new EpochRow(key, "train", e, epochs, e, 2.3, null, accuracy, 3))
              .toList(),
          List.of(new LayerRow(key, 0, "stem", "16x3x3x3", 432, 40, null, null)));
    }
  }

  /** As if the machine had crashed after the row of a rerun was renamed. */
  private void crashed(RunRow run) throws IOException {
    writeWith(3, List.of(run));
    Files.write(folder.resolve("results/runs/" + run.identity().key() + ".parquet"), new byte[0]);
  }
}
