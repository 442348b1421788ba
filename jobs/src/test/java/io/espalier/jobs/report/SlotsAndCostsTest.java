// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.FailureRow;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SlotsAndCostsTest {
  @RegisterExtension private static final ReportBench bench = new ReportBench();

  private final SampleRun dense1 = SampleRun.dense("", 1, 0.90);
  private final SampleRun dense2 = SampleRun.dense("", 2, 0.92);

  @Test
  void runs_are_listed_in_the_order_in_which_an_executor_ran_them() throws IOException {
    SampleRun bip = dense1.pruned("bip", "gamma=2.0", 0.5, 0.9);
    bench.store().write(bip.at("b", "1", 5_000, 7_500), List.of(), List.of());
    bench.store().write(dense1.at("b", "1", 1_000, 5_000), List.of(), List.of());
    bench.store().write(dense2.at("a", "2", 2_000, 3_000), List.of(), List.of());

    assertThat(
            bench.ask(
                "slots",
                "host, executor, device, method, variant, key, started_at, finished_at, seconds"))
        .containsExactly(
            "[a,2,cpu,dense,," + dense2.key() + ",2000,3000,1.0]",
            "[b,1,cpu,dense,," + dense1.key() + ",1000,5000,4.0]",
            "[b,1,cpu,bip,gamma=2.0," + bip.key() + ",5000,7500,2.5]");
  }

  @Test
  void the_cost_of_a_method_excludes_the_parents_of_its_runs() throws IOException {
    SampleRun round1 = dense1.pruned("imp", "", 0.2, 0.9).costing(160, 3_590);
    SampleRun round2 = dense1.pruned("imp", "", 0.36, 0.9).costing(320, 7_190);
    SampleRun orphan = dense2.pruned("imp", "", 0.36, 0.9).costing(320, 3_590);
    bench.write(dense1, dense2, round1); // 200 passes each, in 1,010 seconds
    bench.store().write(round2.after(round1), List.of(), List.of());
    bench.store().write(orphan.after(dense2.pruned("imp", "", 0.2, 0)), List.of(), List.of());
    bench.write(
        dense1.pruned("snip", "", 0.5, 0.9).fromInitialisation().costing(170, 890)); // in 900

    // imp: 160 + (320 - 160); 1, 2 and 1 hours.
    assertThat(
            bench.ask(
                "costs", "method, variant, runs, seeds, passes, round(hours, 4), failed_attempts"))
        .containsExactly(
            "[imp,,3,2,320.0,4.0,0]", "[dense,,2,2,400.0,0.5611,0]", "[snip,,1,1,170.0,0.25,0]");
  }

  @Test
  void a_run_that_takes_only_the_mask_of_another_has_all_its_passes() throws IOException {
    SampleRun lamp = dense1.pruned("lamp", "", 0.5, 0.9).costing(160, 10);
    SampleRun like =
        dense1.pruned("random", "like=lamp", 0.5, 0.9).fromInitialisation().costing(150, 10);
    bench.write(dense1, lamp);
    bench.store().write(like.after(lamp), List.of(), List.of());

    assertThat(bench.ask("costs", "method, passes"))
        .containsExactlyInAnyOrder("[dense,200.0]", "[lamp,160.0]", "[random,150.0]");
  }

  @Test
  void failed_attempts_are_counted_even_for_a_method_without_results() throws IOException {
    SampleRun bip = dense1.pruned("bip", "", 0.5, 0.9).costing(10, 3_590);
    bench.write(bip);
    fail(bip, 1);
    fail(dense2.pruned("bip", "", 0.5, 0.9), 1);
    fail(dense2.pruned("bip", "gamma=2.0", 0.5, 0.9), 1);
    fail(dense2.pruned("bip", "gamma=2.0", 0.5, 0.9), 2);

    assertThat(bench.ask("costs", "method, variant, runs, seeds, passes, hours, failed_attempts"))
        .containsExactly("[bip,,1,1,10.0,1.0,2]", "[bip,gamma=2.0,0,0,0.0,0.0,2]");
  }

  private static void fail(SampleRun run, int attempt) throws IOException {
    bench
        .store()
        .writeFailure(
            new FailureRow(run.identity(), attempt, "OOM", "out of memory", "host", "1", attempt));
  }
}
