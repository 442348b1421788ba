// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.jobs.report.ReportBench;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ResultQueriesTest {
  @RegisterExtension private static final ReportBench bench = new ReportBench();

  @Test
  void mean_ci95_skips_nulls_and_counts_the_other_values() throws IOException {
    assertThat(
            bench.answer(
                """
                select g, m.mean, round(m.ci95, 6), m.n
                from (
                  select g, mean_ci95(x) as m
                  from values (1, 0.92D), (1, 0.9D), (1, null), (1, 0.925D), (2, 0.5D), (3, null)
                    as t(g, x)
                  group by g)
                order by g
                """))
        .containsExactly("[1,0.915,0.032862,3]", "[2,0.5,null,1]", "[3,null,null,0]");
    assertThat(bench.answer("select mean_ci95(accuracy).n from runs")).containsExactly("[0]");
  }

  @Test
  void mean_ci95_of_nan_is_an_error() {
    assertThatThrownBy(
            () -> bench.answer("select mean_ci95(x) from values (double('NaN')) as t(x)"))
        .hasStackTraceContaining("Invalid value in mean_ci95: NaN, must be finite");
  }

  @Test
  void paired_verdict_skips_pairs_with_a_null() throws IOException {
    assertThat(
            bench.answer(
                """
                select g, paired_verdict(a, d)
                from values
                  (1, 0.93D, 0.9D), (1, 0.94D, 0.92D), (1, 0.95D, 0.91D), (1, 0.1D, null),
                  (2, 0.93D, 0.9D), (2, 0.94D, 0.92D), (2, null, 0.91D),
                  (3, 0.8D, 0.9D), (3, 0.8D, 0.9D), (3, 0.8D, 0.9D)
                  as t(g, a, d)
                group by g order by g
                """))
        .containsExactly("[1,ticket]", "[2,undecided]", "[3,no ticket]");
  }

  @Test
  void a_query_of_an_unknown_table_lists_the_known_tables() {
    assertThatThrownBy(
            () ->
                new UserQuery("select * from prunes")
                    .answer(
                        ResultQueries.on(bench.spark(), bench.store()),
                        AnswerFormat.CSV,
                        new StringBuilder()))
        .isInstanceOf(InvalidQuery.class)
        .hasMessageContaining(
            "Known tables: runs, epochs, layers, failures, latencies, robustness, sharpness, connectivity, pruned, compared, cells");
  }
}
