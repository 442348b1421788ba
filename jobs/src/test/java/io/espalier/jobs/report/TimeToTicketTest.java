// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TimeToTicketTest {
  private static final String SHOWN =
      "method, variant, sparsity, accuracy, passes, dense_passes, total_passes, total_seconds,"
          + " imp_ratio, seeds, verdict";

  @RegisterExtension private static final ReportBench bench = new ReportBench();

  private final SampleRun dense1 = SampleRun.dense("", 1, 0.90);
  private final SampleRun dense2 = SampleRun.dense("", 2, 0.92);
  private final SampleRun dense3 = SampleRun.dense("", 3, 0.91);

  @Test
  void the_cost_of_a_ticket_includes_the_dense_run_if_the_method_starts_from_one()
      throws IOException {
    // A dense run takes 200 passes over the data and 1,000 seconds.
    bench.write(dense1, dense2, dense3);
    for (SampleRun dense : List.of(dense1, dense2, dense3)) {
      bench.write(
          dense.pruned("imp", "", 0.2, dense.accuracy() + 0.01).costing(160, 80),
          dense.pruned("imp", "", 0.5, dense.accuracy()).costing(480, 240),
          dense.pruned("imp", "", 0.7, 0.5).costing(960, 480),
          dense.pruned("bip", "", 0.5, dense.accuracy()).costing(120, 60),
          dense.pruned("omp", "", 0.5, 0.5).costing(160, 80),
          dense.pruned("snip", "", 0.2, dense.accuracy()).fromInitialisation().costing(170, 90));
    }

    assertThat(bench.ask("time_to_ticket", SHOWN))
        .containsExactly(
            "[bip,,0.5,0.91,120.0,200.0,320.0,1060.0,2.125,3,ticket]", // 680 / 320
            "[imp,,0.5,0.91,480.0,200.0,680.0,1240.0,1.0,3,ticket]",
            "[snip,,0.2,0.91,170.0,0.0,170.0,90.0,4.0,3,ticket]"); // 680 / 170
  }

  @Test
  void the_baseline_is_the_imp_variant_with_the_most_seeds_and_on_a_tie_the_first_by_name()
      throws IOException {
    bench.write(dense1, dense2);
    bench.write(
        dense1.pruned("bip", "", 0.5, 0.95).costing(100, 50),
        dense1.pruned("imp", "", 0.5, 0.95).costing(400, 50),
        dense1.pruned("imp", "epochs=80", 0.5, 0.95).costing(200, 50),
        dense2.pruned("imp", "epochs=80", 0.5, 0.95).costing(200, 50));

    assertThat(bench.ask("time_to_ticket", "method, variant, round(imp_ratio, 4), verdict"))
        .containsExactly(
            "[bip,,1.3333,undecided]", // 400 / 300
            "[imp,,0.6667,undecided]",
            "[imp,epochs=80,1.0,undecided]");

    bench.write(dense2.pruned("imp", "", 0.5, 0.95).costing(400, 50));

    assertThat(bench.ask("time_to_ticket", "method, variant, round(imp_ratio, 4)"))
        .containsExactly("[bip,,2.0]", "[imp,,1.0]", "[imp,epochs=80,1.5]");
  }

  @Test
  void without_a_ticket_of_imp_there_is_no_ratio() throws IOException {
    bench.write(dense1, dense1.pruned("bip", "", 0.5, 0.95), dense1.pruned("imp", "", 0.5, 0.5));

    assertThat(bench.ask("time_to_ticket", "method, imp_ratio")).containsExactly("[bip,null]");
  }

  @Test
  void seconds_on_different_devices_have_no_sum() throws IOException {
    bench.write(
        dense1,
        dense1.pruned("bip", "", 0.5, 0.95).on("gpu", 1),
        dense1.pruned("omp", "", 0.5, 0.95).on("cpu", 2),
        dense1.pruned("snip", "", 0.5, 0.95).fromInitialisation().on("gpu", 1).costing(10, 20));

    assertThat(bench.ask("time_to_ticket", "method, total_passes, total_seconds"))
        .containsExactly("[bip,400.0,null]", "[omp,400.0,null]", "[snip,10.0,20.0]");
  }

  @Test
  void a_seed_without_its_dense_run_does_not_count_for_the_cost() throws IOException {
    bench.write(
        dense1,
        dense1.pruned("bip", "", 0.5, 0.95).costing(100, 50),
        dense2.pruned("bip", "", 0.5, 0.95).costing(900, 50));

    assertThat(bench.ask("time_to_ticket", "passes, dense_passes, seeds"))
        .containsExactly("[100.0,200.0,1]");
  }
}
