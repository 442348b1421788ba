// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WinningTicketsTest {
  private static final String SHOWN =
      "method, variant, sparsity, round(accuracy, 4), round(accuracy_ci95, 4),"
          + " round(dense_accuracy, 4), seeds, seeds_without_dense, verdict";

  @RegisterExtension private static final ReportBench bench = new ReportBench();

  private final SampleRun dense1 = SampleRun.dense("", 1, 0.90);
  private final SampleRun dense2 = SampleRun.dense("", 2, 0.92);
  private final SampleRun dense3 = SampleRun.dense("", 3, 0.91);

  @BeforeEach
  void denseRuns() throws IOException {
    bench.write(dense1, dense2, dense3);
  }

  @Test
  void the_winning_ticket_is_the_sparsest_cell_that_matches_dense() throws IOException {
    threeSeeds("bip", 0.20, 0.92, 0.92, 0.93);
    threeSeeds("bip", 0.36, 0.90, 0.90, 0.90); // below dense, between two winners
    threeSeeds("bip", 0.59, 0.92, 0.90, 0.925); // 0.915 ± 4.3027 · 0.013229 / √3
    threeSeeds("bip", 0.74, 0.90, 0.91, 0.91);

    assertThat(bench.ask("winning_tickets", SHOWN))
        .containsExactly("[bip,,0.59,0.915,0.0329,0.91,3,null,ticket]");
  }

  @Test
  void a_tie_with_dense_is_a_ticket_despite_rounding_errors() throws IOException {
    // 0.9030 + 0.8960 + 0.9153 = 0.9043 + 0.8953 + 0.9147, but the sum of their differences in
    // doubles is negative.
    SampleRun[] dense = {
      SampleRun.dense("", 1, 0.9030).in("tie"),
      SampleRun.dense("", 2, 0.8960).in("tie"),
      SampleRun.dense("", 3, 0.9153).in("tie")
    };
    bench.write(dense);
    bench.write(
        dense[0].pruned("bip", "", 0.2, 0.9043),
        dense[1].pruned("bip", "", 0.2, 0.8953),
        dense[2].pruned("bip", "", 0.2, 0.9147));

    assertThat(bench.ask("winning_tickets", "setting, sparsity, verdict"))
        .containsExactly("[tie,0.2,ticket]");
  }

  @Test
  void an_accuracy_one_test_image_below_dense_is_no_ticket() throws IOException {
    threeSeeds("bip", 0.2, 0.90, 0.92, 0.9099);

    assertThat(bench.ask("winning_tickets", SHOWN))
        .containsExactly("[bip,,null,null,null,0.91,3,null,no ticket]");
  }

  @Test
  void with_fewer_than_three_seeds_there_are_numbers_but_no_verdict() throws IOException {
    bench.write(
        dense1.pruned("bip", "", 0.2, 0.95),
        dense2.pruned("bip", "", 0.2, 0.93),
        dense1.pruned("omp", "", 0.2, 0.95),
        dense1.pruned("random", "", 0.2, 0.5));

    assertThat(bench.ask("winning_tickets", SHOWN))
        .containsExactly(
            "[bip,,0.2,0.94,0.1271,0.91,2,null,undecided]",
            "[omp,,0.2,0.95,null,0.9,1,null,undecided]",
            "[random,,null,null,null,0.9,1,null,undecided]");
  }

  @Test
  void a_ticket_of_three_seeds_takes_precedence_over_a_sparser_one_of_fewer() throws IOException {
    threeSeeds("bip", 0.2, 0.93, 0.93, 0.93);
    bench.write(dense1.pruned("bip", "", 0.5, 0.95));

    assertThat(bench.ask("winning_tickets", SHOWN))
        .containsExactly("[bip,,0.2,0.93,0.0,0.91,3,null,ticket]");
  }

  @Test
  void the_verdict_is_no_ticket_only_if_every_sparsity_has_three_seeds() throws IOException {
    threeSeeds("bip", 0.2, 0.80, 0.80, 0.80);
    bench.write(dense1.pruned("bip", "", 0.5, 0.8));

    assertThat(bench.ask("winning_tickets", "sparsity, dense_accuracy, seeds, verdict"))
        .containsExactly("[null,0.9,1,undecided]");
  }

  @Test
  void a_seed_without_its_dense_run_is_counted_separately() throws IOException {
    threeSeeds("omp", 0.2, 0.91, 0.93, 0.92);
    // If it counted, the mean would be below dense.
    bench.write(SampleRun.dense("", 4, 0).pruned("omp", "", 0.2, 0.5));

    assertThat(bench.ask("winning_tickets", SHOWN))
        .containsExactly("[omp,,0.2,0.92,0.0248,0.91,3,1,ticket]");
  }

  @Test
  void a_method_without_a_dense_run_has_the_verdict_no_dense_run() throws IOException {
    SampleRun missing = SampleRun.dense("", 1, 0).in("elsewhere");
    bench.write(
        missing.pruned("imp", "", 0.2, 0.9),
        missing.pruned("snip", "", 0.2, 0.9).fromInitialisation(),
        missing.in("alone").pruned("snip", "", 0.2, 0.9).fromInitialisation());

    assertThat(bench.ask("winning_tickets", "setting, dense_variant, " + SHOWN))
        .containsExactly(
            "[alone,null,snip,,null,null,null,null,0,1,no dense run]",
            "[elsewhere,,imp,,null,null,null,null,0,1,no dense run]",
            "[elsewhere,,snip,,null,null,null,null,0,1,no dense run]");
  }

  @Test
  void variants_of_a_method_are_never_averaged_together() throws IOException {
    threeSeeds("imp", 0.2, 0.93, 0.93, 0.93);
    bench.write(
        dense1.pruned("imp", "epochs=80", 0.2, 0.5),
        dense2.pruned("imp", "epochs=80", 0.2, 0.5),
        dense3.pruned("imp", "epochs=80", 0.2, 0.5));

    assertThat(bench.ask("winning_tickets", SHOWN))
        .containsExactly(
            "[imp,,0.2,0.93,0.0,0.91,3,null,ticket]",
            "[imp,epochs=80,null,null,null,0.91,3,null,no ticket]");
  }

  @Test
  void a_method_is_compared_with_the_dense_variant_it_descends_from() throws IOException {
    SampleRun[] shorter = {
      SampleRun.dense("epochs=10", 1, 0.8),
      SampleRun.dense("epochs=10", 2, 0.8),
      SampleRun.dense("epochs=10", 3, 0.8)
    };
    bench.write(shorter);
    threeSeeds("bip", 0.2, 0.85, 0.85, 0.85);
    for (SampleRun dense : shorter) {
      bench.write(dense.pruned("bip", "", 0.2, 0.85));
    }

    assertThat(bench.ask("winning_tickets", "dense_variant, method, sparsity, verdict"))
        .containsExactly("[,bip,null,no ticket]", "[epochs=10,bip,0.2,ticket]");
  }

  @Test
  void a_method_at_initialisation_is_compared_with_every_dense_variant() throws IOException {
    bench.write(
        SampleRun.dense("epochs=10", 1, 0.8),
        SampleRun.dense("epochs=10", 2, 0.8),
        SampleRun.dense("epochs=10", 3, 0.8),
        dense1.pruned("snip", "", 0.2, 0.85).fromInitialisation(),
        dense2.pruned("snip", "", 0.2, 0.85).fromInitialisation(),
        dense3.pruned("snip", "", 0.2, 0.85).fromInitialisation());

    assertThat(
            bench.ask(
                "winning_tickets",
                "dense_variant, method, sparsity, round(dense_accuracy, 4), seeds, verdict"))
        .containsExactly("[,snip,null,0.91,3,no ticket]", "[epochs=10,snip,0.2,0.8,3,ticket]");
  }

  @Test
  void runs_on_other_data_or_of_another_structure_are_kept_apart() throws IOException {
    threeSeeds("bip", 0.2, 0.93, 0.93, 0.93);
    bench.write(
        SampleRun.dense("epochs=10", 1, 0.8),
        dense1.pruned("bip", "", 0.5, 0.93).structured("filter"),
        dense1.onData("beef").pruned("bip", "", 0.7, 0.93),
        dense1.onData("beef").pruned("snip", "", 0.7, 0.93).fromInitialisation());

    assertThat(
            bench.ask(
                "winning_tickets",
                "dataset_fingerprint, structure, method, sparsity, seeds, verdict"))
        .containsExactly(
            "[beef,unstructured,bip,null,0,no dense run]",
            "[beef,unstructured,snip,null,0,no dense run]",
            "[f00d,filter,bip,0.5,1,undecided]",
            "[f00d,unstructured,bip,0.2,3,ticket]");
  }

  @Test
  void a_run_is_never_compared_with_a_dense_run_it_does_not_descend_from() throws IOException {
    bench.write(dense1.pruned("bip", "", 0.2, 0.95).fromDense("another-key"));

    assertThat(bench.ask("winning_tickets", "sparsity, seeds, verdict"))
        .containsExactly("[null,0,no dense run]");
  }

  @Test
  void the_paired_verdict_uses_the_interval_of_the_paired_differences() throws IOException {
    threeSeeds("bip", 0.20, 0.91, 0.93, 0.92); // each seed 0.01 above its dense run
    threeSeeds("bip", 0.50, 0.92, 0.93, 0.90); // 0.02, 0.01, -0.01: 0.00667 ± 4.303 · 0.01528 / √3
    threeSeeds("bip", 0.70, 0.80, 0.82, 0.81);

    assertThat(
            bench.ask(
                "winning_tickets",
                "sparsity, round(difference, 4), round(difference_ci95, 4), verdict,"
                    + " paired_verdict, proven_sparsity"))
        .containsExactly("[0.5,0.0067,0.0379,ticket,undecided,0.2]");
  }

  @Test
  void a_method_that_equals_dense_is_a_ticket_by_both_verdicts() throws IOException {
    threeSeeds("bip", 0.5, 0.90, 0.92, 0.91);

    assertThat(
            bench.ask(
                "winning_tickets",
                "sparsity, difference, difference_ci95, verdict, paired_verdict, proven_sparsity"))
        .containsExactly("[0.5,0.0,0.0,ticket,ticket,0.5]");
  }

  @Test
  void the_paired_verdict_is_no_ticket_only_if_every_interval_is_below_dense() throws IOException {
    threeSeeds("bip", 0.2, 0.80, 0.82, 0.81);
    threeSeeds("bip", 0.5, 0.70, 0.72, 0.71);
    threeSeeds("omp", 0.2, 0.91, 0.92, 0.89); // 0.01, 0, -0.02
    threeSeeds("omp", 0.5, 0.70, 0.72, 0.71);

    assertThat(
            bench.ask(
                "winning_tickets",
                "method, sparsity, difference, verdict, paired_verdict, proven_sparsity"))
        .containsExactly(
            "[bip,null,null,no ticket,no ticket,null]", "[omp,null,null,no ticket,undecided,null]");
  }

  private void threeSeeds(String method, double sparsity, double first, double second, double third)
      throws IOException {
    bench.write(
        dense1.pruned(method, "", sparsity, first),
        dense2.pruned(method, "", sparsity, second),
        dense3.pruned(method, "", sparsity, third));
  }
}
