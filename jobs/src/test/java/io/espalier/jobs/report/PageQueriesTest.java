// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.espalier.jobs.cli.DocPage;
import io.espalier.jobs.cli.ShellCommand;
import io.espalier.jobs.query.ResultQueries;
import io.espalier.jobs.query.Table;
import io.espalier.jobs.query.UserQuery;
import io.espalier.jobs.store.EpochRow;
import io.espalier.jobs.store.LayerRow;
import io.espalier.jobs.store.RunArtifacts;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The queries in the documentation run, and those in {@code docs/results.md} return the columns
 * shown.
 */
class PageQueriesTest {
  private static final int QUERIES = 5;

  /** A query, and the first line of the table that it printed. */
  private static final Pattern SHOWN =
      Pattern.compile("```sql\n((?:(?!```).)*)```\n+```\n(\\|.*?)\n", Pattern.DOTALL);

  @TempDir private static Path folder;

  @RegisterExtension private static final ReportBench bench = new ReportBench();
  private static ResultQueries results;

  @BeforeAll
  static void writeResults() throws IOException {
    bench.open(folder);
    for (long seed = 1; seed <= 3; seed++) {
      SampleRun dense = SampleRun.dense("", seed, 0.9 + 0.01 * seed);
      write(dense);
      write(dense.pruned("bip", "", 0.8926, 0.905 + 0.01 * seed));
    }
    results = ResultQueries.on(bench.spark(), bench.store());
  }

  @Test
  void the_results_page_has_five_queries() throws IOException {
    assertThat(shown()).hasSize(QUERIES);
  }

  @TestFactory
  Stream<DynamicTest> each_query_returns_rows_and_the_documented_columns() throws IOException {
    return shown().stream()
        .map(
            shown ->
                dynamicTest(
                    shown.group(1).lines().findFirst().orElseThrow(),
                    () -> {
                      Table answer = results.answer(new UserQuery(shown.group(1)).sql());

                      assertThat(answer.columns()).isEqualTo(cells(shown.group(2)));
                      assertThat(answer.rows()).isNotEmpty();
                      assertThat(answer.columns())
                          .as("say something")
                          .noneMatch(column -> !column.equals("variant") && answer.isBlank(column));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> each_query_on_a_documented_command_line_is_answered() {
    List<DynamicTest> tests =
        DocPage.all().stream()
            .flatMap(page -> page.commands().stream())
            .map(ShellCommand::arguments)
            .filter(arguments -> arguments.get(0).equals("sql"))
            .map(arguments -> arguments.get(arguments.size() - 1))
            .filter(query -> !query.endsWith(".sql"))
            .map(
                query ->
                    dynamicTest(
                        query.strip(),
                        () ->
                            assertThat(results.answer(new UserQuery(query).sql()).columns())
                                .isNotEmpty()))
            .toList();
    assertThat(tests).hasSizeGreaterThan(3);
    return tests.stream();
  }

  private static List<MatchResult> shown() throws IOException {
    return SHOWN.matcher(Files.readString(Path.of("../docs/results.md"))).results().toList();
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.split("\\|")).map(String::strip).filter(c -> !c.isEmpty()).toList();
  }

  private static void write(SampleRun run) throws IOException {
    String key = run.key();
    RunRow row = run.row();
    bench
        .store()
        .write(
            new RunRow(
                row.schemaVersion(),
                row.identity(),
                row.result(),
                new RunArtifacts(null, mask(key)),
                row.cost(),
                row.place(),
                row.attempt(),
                row.startedAt(),
                row.finishedAt(),
                row.provenance()),
            List.of(
                new EpochRow(key, "train", 1, 2, 1, 2.3, 2.2, 0.5, 3),
                new EpochRow(key, "train", 2, 2, 2, 1.3, 1.2, 0.6, 3)),
            List.of(new LayerRow(key, 0, "stem", "16x3x3x3", 432, 40, null, null)));
  }

  private static String mask(String name) throws IOException {
    byte[] header =
        "{\"mask\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}".getBytes(UTF_8);
    ByteBuffer file = ByteBuffer.allocate(Long.BYTES + header.length + 1);
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).put((byte) 7);
    return Files.write(folder.resolve(name), file.array()).toString();
  }
}
