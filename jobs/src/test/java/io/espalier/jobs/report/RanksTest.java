// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RanksTest {
  @RegisterExtension private static final ReportBench bench = new ReportBench();

  private final SampleRun dense1 = SampleRun.dense("", 1, 0.90);
  private final SampleRun dense2 = SampleRun.dense("", 2, 0.92);

  /**
   * Four cells rank a, b, c as (1, 2, 3), (2, 1, 3), (1, 2, 3) and (1, 2.5, 2.5). Rank sums 5, 7.5
   * and 11.5 of mean 8: squares of deviations 9 + 0.25 + 12.25 = 21.5. All squared ranks are 14 +
   * 14 + 14 + 13.5 = 55.5, less 4·3·16/4 = 48: 7.5. The statistic is 2·21.5 / 7.5 = 5.733, F =
   * 3·5.733 / (8 − 5.733) = 7.588 with 2 and 6 degrees of freedom: p = (1 + 2·7.588/6)^−3 = 0.0227.
   */
  @Test
  void average_ranks_of_cells_worked_by_hand() throws IOException {
    cell(dense1, 0.5, 0.9, 0.8, 0.7);
    cell(dense2, 0.5, 0.8, 0.9, 0.7);
    cell(dense1, 0.8, 0.7, 0.6, 0.5);
    cell(dense2, 0.8, 0.7, 0.6, 0.6);

    assertThat(
            bench.ask(
                "ranks",
                "method, average_rank, round(critical_difference, 3), round(friedman_p, 4), cells,"
                    + " methods"))
        .containsExactly( // 2.343·√(3·4/24)
            "[a,1.25,1.657,0.0227,4,3]",
            "[b,1.875,1.657,0.0227,4,3]",
            "[c,2.875,1.657,0.0227,4,3]");
  }

  @Test
  void only_methods_of_all_ranked_cells_are_ranked() throws IOException {
    cell(dense1, 0.5, 0.9, 0.8, 0.7);
    cell(dense2, 0.5, 0.9, 0.8, 0.7);
    bench.write(
        dense1.pruned("sparse", "", 0.5, 0.95), // a fourth in one cell, which alone has four
        dense1.pruned("a", "", 0.99, 0.3));

    assertThat(bench.ask("ranks", "method, cells")).isEmpty();

    bench.write(dense2.pruned("other", "", 0.5, 0.2));
    assertThat(bench.ask("ranks", "method, average_rank, cells"))
        .as("two cells with four methods, three of them in both")
        .containsExactly("[a,1.0,2]", "[b,2.0,2]", "[c,3.0,2]");
  }

  @Test
  void equal_accuracies_everywhere_have_equal_ranks_and_no_probability() throws IOException {
    cell(dense1, 0.5, 0.7, 0.7, 0.7);
    cell(dense2, 0.5, 0.7, 0.7, 0.7);

    assertThat(bench.ask("ranks", "method, average_rank, friedman_p"))
        .containsExactly("[a,2.0,null]", "[b,2.0,null]", "[c,2.0,null]");
  }

  private static void cell(SampleRun dense, double sparsity, double a, double b, double c)
      throws IOException {
    bench.write(
        dense.pruned("a", "", sparsity, a),
        dense.pruned("b", "", sparsity, b),
        dense.pruned("c", "", sparsity, c));
  }
}
