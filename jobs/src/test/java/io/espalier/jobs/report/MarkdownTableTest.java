// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.query.Table;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownTableTest {

  @Test
  void columns_are_aligned_with_numbers_to_the_right() {
    Table table =
        new Table(
            List.of("method", "sparsity", "accuracy", "accuracy_ci95", "seeds", "passes_speedup"),
            List.of(
                Arrays.asList("bip", 0.67232, 0.92139, 0.0015, 3L, 14.4),
                Arrays.asList("imp", 0.737856, 0.9, null, 1L, null)));

    assertThat(MarkdownTable.of(table))
        .isEqualTo(
            """
            | method | sparsity % |   accuracy % | seeds | passes speedup |
            | ------ | ---------: | -----------: | ----: | -------------: |
            | bip    |      67.23 | 92.14 ± 0.15 |     3 |         14.40× |
            | imp    |      73.79 |        90.00 |     1 |              – |
            """);
  }

  @Test
  void an_empty_column_is_left_out() {
    Table table =
        new Table(
            List.of("method", "variant", "sparsity", "threads"),
            List.of(Arrays.asList("bip", "", null, 1), Arrays.asList("imp", "", null, 1)));

    assertThat(MarkdownTable.of(table))
        .isEqualTo(
            """
            | method | threads |
            | ------ | ------: |
            | bip    |       1 |
            | imp    |       1 |
            """);
  }

  @Test
  void a_column_with_a_value_in_one_row_is_kept() {
    Table table =
        new Table(List.of("variant"), List.of(List.of(""), List.of("epochs=8"), List.of("")));

    assertThat(MarkdownTable.of(table)).contains("variant").contains("epochs=8");
  }

  @Test
  void special_characters_do_not_break_the_table() {
    Table table = new Table(List.of("cause"), List.of(List.of("a | b\nc")));

    assertThat(MarkdownTable.of(table)).endsWith("| a \\| b c |\n").hasLineCount(3);
  }

  @Test
  void costs_have_at_most_one_decimal() {
    Table table =
        new Table(List.of("passes", "method_seconds"), List.of(List.of(160.0, 1234.5678)));

    assertThat(MarkdownTable.of(table)).endsWith("|    160 |         1234.6 |\n");
  }

  @Test
  void a_key_is_shortened_to_ten_characters() {
    Table table = new Table(List.of("example_key"), List.of(List.of("0123456789abcdef")));

    assertThat(MarkdownTable.of(table)).endsWith("| 0123456789  |\n");
  }
}
