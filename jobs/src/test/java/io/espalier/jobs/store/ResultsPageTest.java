// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code docs/results.md} lists the columns of the tables exactly. */
class ResultsPageTest {
  private static final List<ResultTable<?>> TABLES =
      List.of(
          ResultTable.RUNS,
          ResultTable.EPOCHS,
          ResultTable.LAYERS,
          ResultTable.FAILURES,
          ResultTable.LATENCIES);

  @TestFactory
  Stream<DynamicTest> the_page_lists_exactly_the_columns_of_each_table_in_order() {
    return TABLES.stream()
        .map(
            table ->
                dynamicTest(
                    table.name(),
                    () ->
                        assertThat(documented(table.name()))
                            .containsExactlyElementsOf(
                                table.type().columns().stream()
                                    .map(ResultsPageTest::shown)
                                    .toList())));
  }

  @Test
  void columns_added_in_a_later_version_are_documented_as_such() throws IOException {
    List<String> later =
        Stream.of("runs", "layers")
            .flatMap(this::lines)
            .filter(line -> line.contains("since version "))
            .map(this::name)
            .toList();

    assertThat(later)
        .containsExactly(
            "scores_key",
            "groups",
            "groups_kept",
            "forward_passes",
            "instruction_set",
            "tf32",
            "pq_index",
            "distortion");
    assertThat(RunRow.SCHEMA_VERSION).as("the last version that brought one").isEqualTo(7);
  }

  private static String shown(Column column) {
    return "| `%s` | %s | %s |"
        .formatted(
            column.name(), column.type().spark().simpleString(), column.nullable() ? "null" : "");
  }

  private List<String> documented(String table) throws IOException {
    return section(table)
        .filter(line -> line.startsWith("| `"))
        .map(
            line -> {
              String[] cells = line.split("\\|", -1);
              return "|%s|%s|%s|"
                  .formatted(cells[1], cells[2], cells[3].isBlank() ? "  " : cells[3]);
            })
        .toList();
  }

  private String name(String line) {
    return line.split("`")[1];
  }

  private Stream<String> lines(String table) {
    try {
      return section(table);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines below a heading, up to the next. */
  private static Stream<String> section(String table) throws IOException {
    String page = Files.readString(Path.of("../docs/results.md"));
    String section =
        Arrays.stream(page.split("(?m)^## "))
            .filter(part -> part.startsWith("`" + table + "`"))
            .findFirst()
            .orElseThrow();
    return section.lines();
  }
}
