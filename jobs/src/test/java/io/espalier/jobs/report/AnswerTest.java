// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.figure.Figure;
import io.espalier.jobs.query.Query;
import io.espalier.jobs.query.Table;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswerTest {
  private static final ReportPart PART =
      new ReportPart(
          new Query("counts", "Counts", "Of things.", "select"),
          Figure.NONE,
          ReportPart.Audience.READERS);

  @Test
  void a_long_table_is_cut_to_300_rows_in_markdown() {
    String markdown = answer(301).markdown();

    assertThat(markdown)
        .startsWith("## Counts\n\nOf things.\n\n|   n |\n| --: |\n|   0 |\n")
        .contains("| 299 |\n\nShowing the first 300 of 301 rows.\n")
        .doesNotContain("300 |");
  }

  @Test
  void a_table_of_300_rows_is_shown_whole() {
    assertThat(answer(300).markdown()).endsWith("| 299 |\n\n");
  }

  private static Answer answer(int rows) {
    return Answer.of(
        PART,
        new Table(
            List.of("n"), IntStream.range(0, rows).mapToObj(row -> List.<Object>of(row)).toList()),
        Figures.onThisMachine());
  }
}
