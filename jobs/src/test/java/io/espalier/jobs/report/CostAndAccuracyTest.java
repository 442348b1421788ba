// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CostAndAccuracyTest {
  private static final String ACCURACY =
      "dense_variant, method, variant, sparsity, round(accuracy, 4), round(accuracy_ci95, 4),"
          + " seeds";
  private static final String SPEEDUP =
      "imp_variant, method, variant, sparsity, passes_speedup, seconds_speedup, device_kind,"
          + " threads, imp_seeds, seeds";

  @RegisterExtension private static final ReportBench bench = new ReportBench();

  private final SampleRun dense1 = SampleRun.dense("", 1, 0.90);
  private final SampleRun dense2 = SampleRun.dense("", 2, 0.92);
  private final SampleRun dense3 = SampleRun.dense("", 3, 0.91);

  @Test
  void accuracy_is_a_mean_over_seeds_with_the_dense_runs_at_sparsity_zero() throws IOException {
    bench.write(dense1, dense2, dense3);
    bench.write(
        dense1.pruned("bip", "", 0.5, 0.92),
        dense2.pruned("bip", "", 0.5, 0.90),
        dense3.pruned("bip", "", 0.5, 0.925),
        dense1.pruned("bip", "", 0.2, 0.93),
        dense1.pruned("bip", "gamma=2.0", 0.2, 0.94));

    assertThat(bench.ask("accuracy", ACCURACY))
        .containsExactly(
            "[,dense,,0.0,0.91,0.0248,3]",
            "[,bip,,0.2,0.93,null,1]",
            "[,bip,,0.5,0.915,0.0329,3]",
            "[,bip,gamma=2.0,0.2,0.94,null,1]");
  }

  @Test
  void a_run_without_its_dense_run_is_listed() throws IOException {
    bench.write(
        dense1.pruned("bip", "", 0.5, 0.92),
        dense1.pruned("snip", "", 0.5, 0.8).fromInitialisation());

    assertThat(bench.ask("accuracy", ACCURACY))
        .containsExactly("[,bip,,0.5,0.92,null,1]", "[,snip,,0.5,0.8,null,1]");
  }

  @Test
  void dense_runs_are_listed_without_pruned_runs() throws IOException {
    bench.write(dense1);

    assertThat(bench.ask("accuracy", "structure, " + ACCURACY))
        .containsExactly("[unstructured,,dense,,0.0,0.9,null,1]");
  }

  @Test
  void an_achieved_sparsity_that_differs_from_the_target_is_shown() throws IOException {
    bench.write(dense1.pruned("bip", "", 0.5, 0.9), dense1.pruned("bip", "", 1.0 / 3, 0.9));
    SampleRun structured = dense1.pruned("bip", "", 0.7, 0.9);
    bench.store().write(structured.achieving(0.6875), List.of(), List.of());

    assertThat(bench.ask("accuracy", "round(sparsity, 3), achieved_sparsity"))
        .containsExactly("[0.333,null]", "[0.5,null]", "[0.7,0.6875]");
  }

  @Test
  void each_dense_variant_is_grouped_with_its_own_descendants() throws IOException {
    SampleRun shorter = SampleRun.dense("epochs=10", 1, 0.8);
    bench.write(
        dense1,
        shorter,
        dense1.pruned("bip", "", 0.5, 0.89),
        shorter.pruned("bip", "", 0.5, 0.79),
        dense1.pruned("snip", "", 0.5, 0.7).fromInitialisation());

    assertThat(bench.ask("accuracy", ACCURACY))
        .containsExactly(
            "[,dense,,0.0,0.9,null,1]",
            "[,bip,,0.5,0.89,null,1]",
            "[,snip,,0.5,0.7,null,1]",
            "[epochs=10,dense,epochs=10,0.0,0.8,null,1]",
            "[epochs=10,bip,,0.5,0.79,null,1]",
            "[epochs=10,snip,,0.5,0.7,null,1]");
  }

  @Test
  void a_method_at_initialisation_is_grouped_with_dense_runs_of_its_setting_and_data_only()
      throws IOException {
    bench.write(
        dense1,
        SampleRun.dense("epochs=10", 1, 0.8).in("another"),
        SampleRun.dense("epochs=20", 1, 0.8).onData("beef"),
        dense1.pruned("snip", "", 0.5, 0.7).fromInitialisation());

    assertThat(
            bench.ask("accuracy", "dense_variant, method").stream()
                .filter(r -> r.endsWith("snip]")))
        .containsExactly("[,snip]");
  }

  @Test
  void the_dense_run_is_listed_in_every_structure_that_is_compared_with_it() throws IOException {
    bench.write(
        dense1,
        dense1.pruned("bip", "", 0.5, 0.89).structured("filter"),
        dense1.pruned("bip", "", 0.5, 0.88).structured("channel"));

    assertThat(bench.ask("accuracy", "structure, method, accuracy"))
        .containsExactly(
            "[channel,dense,0.9]", "[channel,bip,0.88]", "[filter,dense,0.9]", "[filter,bip,0.89]");
  }

  @Test
  void seconds_on_different_devices_have_no_mean_but_passes_do() throws IOException {
    bench.write(
        dense1.pruned("bip", "", 0.2, 0.9).costing(100, 10),
        dense2.pruned("bip", "", 0.2, 0.9).costing(200, 20),
        dense1.pruned("omp", "", 0.2, 0.9).costing(100, 10),
        dense2.pruned("omp", "", 0.2, 0.9).costing(200, 20).on("cpu", 2));

    assertThat(bench.ask("accuracy", "method, passes, method_seconds"))
        .containsExactly("[bip,150.0,15.0]", "[omp,150.0,null]");
  }

  @Test
  void differences_are_between_each_seed_and_its_own_dense_run() throws IOException {
    bench.write(
        dense1,
        dense2,
        dense1.pruned("bip", "", 0.5, 0.91), // + 0.01
        dense2.pruned("bip", "", 0.5, 0.89), // - 0.03
        dense3.pruned("bip", "", 0.5, 0.5), // its dense run is missing
        dense3.pruned("omp", "", 0.5, 0.5),
        dense1.pruned("snip", "", 0.5, 0.85).fromInitialisation()); // - 0.05

    assertThat(bench.ask("accuracy", "method, round(accuracy, 4), round(difference, 4), seeds"))
        .containsExactly(
            "[dense,0.91,null,2]",
            "[bip,0.7667,-0.01,3]",
            "[omp,0.5,null,1]",
            "[snip,0.85,-0.05,1]");
  }

  @Test
  void speedup_shows_both_costs_and_seconds_only_where_they_are_comparable() throws IOException {
    bench.write(
        dense1.pruned("imp", "", 0.5, 0.9).costing(480, 100),
        dense2.pruned("imp", "", 0.5, 0.9).costing(480, 140),
        dense1.pruned("bip", "", 0.5, 0.9).costing(120, 60),
        dense1.pruned("omp", "", 0.5, 0.9).costing(160, 50).on("gpu", 1));

    assertThat(
            bench.ask("speedup", "method, imp_passes, passes, imp_seconds, method_seconds, seeds"))
        .containsExactly("[bip,480.0,120.0,120.0,60.0,1]", "[omp,480.0,160.0,null,null,1]");
  }

  @Test
  void speedup_is_the_cost_of_imp_divided_by_the_cost_of_the_method() throws IOException {
    bench.write(
        dense1,
        dense1.pruned("imp", "", 0.5, 0.9).costing(480, 100),
        dense2.pruned("imp", "", 0.5, 0.9).costing(480, 140),
        dense1.pruned("bip", "", 0.5, 0.9).costing(120, 60),
        dense1.pruned("bip", "", 0.2, 0.9).costing(120, 60), // IMP has no run at 0.2
        dense1.pruned("snip", "", 0.5, 0.9).fromInitialisation().costing(160, 40));

    assertThat(bench.ask("speedup", SPEEDUP))
        .containsExactly("[,bip,,0.5,4.0,2.0,cpu,1,2,1]", "[,snip,,0.5,3.0,3.0,cpu,1,2,1]");
  }

  @Test
  void seconds_are_compared_only_on_one_kind_of_device_and_number_of_threads() throws IOException {
    bench.write(
        dense1.pruned("imp", "", 0.5, 0.9).costing(400, 100),
        dense1.pruned("bip", "", 0.5, 0.9).costing(100, 50).on("cpu", 2),
        dense1.pruned("omp", "", 0.5, 0.9).costing(100, 50).on("gpu", 1),
        dense1.pruned("random", "", 0.5, 0.9).costing(100, 50),
        dense2.pruned("random", "", 0.5, 0.9).costing(100, 50).on("gpu", 1));

    assertThat(
            bench.ask("speedup", "method, passes_speedup, seconds_speedup, device_kind, threads"))
        .containsExactly(
            "[bip,4.0,null,null,null]", "[omp,4.0,null,null,null]", "[random,4.0,null,null,null]");
  }

  @Test
  void every_imp_variant_is_a_baseline_within_its_own_setting() throws IOException {
    bench.write(
        dense1.pruned("imp", "", 0.5, 0.9).costing(400, 100),
        dense1.pruned("imp", "epochs=80", 0.5, 0.9).costing(200, 50),
        dense1.pruned("bip", "", 0.5, 0.9).costing(100, 25),
        dense1.pruned("bip", "gamma=2.0", 0.5, 0.9).costing(50, 25),
        dense1.in("another").pruned("bip", "", 0.5, 0.9).costing(1, 1),
        dense1.pruned("bip", "", 0.5, 0.9).structured("filter").costing(1, 1));

    assertThat(bench.ask("speedup", "imp_variant, method, variant, passes_speedup"))
        .containsExactly(
            "[,bip,,4.0]",
            "[,bip,gamma=2.0,8.0]",
            "[epochs=80,bip,,2.0]",
            "[epochs=80,bip,gamma=2.0,4.0]");
  }

  @Test
  void a_method_with_zero_cost_has_no_speedup() throws IOException {
    bench.write(
        dense1.pruned("imp", "", 0.5, 0.9).costing(400, 100),
        dense1.pruned("random", "", 0.5, 0.9).costing(0, 0));

    assertThat(bench.ask("speedup", "method, passes_speedup, seconds_speedup"))
        .containsExactly("[random,null,null]");
  }
}
