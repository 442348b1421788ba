// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.RunIdentity;
import io.espalier.jobs.store.RunResult;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SmallDenseTest {
  private static final String WHOLE = "{\"width\":1.0}";
  private static final String HALF = "{\"width\":0.5}";
  private static final String CHOSEN = "method, small_dense_width, small_dense_parameters";

  @RegisterExtension private static final ReportBench bench = new ReportBench();

  private final SampleRun dense1 = SampleRun.dense("", 1, 0.92);
  private final SampleRun dense2 = SampleRun.dense("", 2, 0.94);

  /**
   * The cell keeps (250 + 270) ÷ 2 = 260 parameters, for which 240 are the nearest. Its differences
   * are 0.90 − 0.88 = 0.02 and 0.94 − 0.90 = 0.04.
   */
  @Test
  void a_cell_is_beside_the_dense_network_that_has_about_its_size() throws IOException {
    write(dense1, WHOLE, 1_000, 1_000);
    write(dense2, WHOLE, 1_000, 1_000);
    write(dense1.pruned("bip", "", 0.75, 0.90), WHOLE, 1_000, 250);
    write(dense2.pruned("bip", "", 0.75, 0.94), WHOLE, 1_000, 270);
    write(half(1, 0.88), HALF, 240, 240);
    write(half(2, 0.90), HALF, 240, 240);
    write(SampleRun.dense("", 1, 0.7).in("quarter"), "{\"width\":0.25}", 70, 70);

    assertThat(
            bench.ask(
                "small_dense",
                "method, variant, sparsity, parameters_kept, round(accuracy, 6), small_dense_width,"
                    + " small_dense_parameters, round(small_dense_accuracy, 6),"
                    + " round(difference, 6), seeds, small_dense_seeds, paired_seeds"))
        .containsExactly("[bip,,0.75,260.0,0.92,0.5,240.0,0.89,0.03,2,2,2]");
    assertThat(
            bench.ask(
                "small_dense",
                "round(accuracy_ci95, 4), round(small_dense_accuracy_ci95, 4),"
                    + " round(difference_ci95, 4)"))
        .as("12.7062 · 0.0282843 ÷ √2, and half of it")
        .containsExactly("[0.2541,0.1271,0.1271]");
  }

  /** 300 ÷ 240 = 1.25, and 300 is farther from 370 than from 240, but 370 ÷ 300 = 1.23. */
  @Test
  void the_nearest_network_is_the_nearest_by_ratio() throws IOException {
    write(dense1.pruned("bip", "", 0.7, 0.9), WHOLE, 1_000, 300);
    write(half(1, 0.8), HALF, 240, 240);
    write(SampleRun.dense("", 1, 0.85).in("wider"), "{\"width\":0.6}", 370, 370);

    assertThat(bench.ask("small_dense", CHOSEN)).containsExactly("[bip,0.6,370.0]");
  }

  /** 300 ÷ 240 and 240 ÷ 192 are 1.25. */
  @Test
  void a_network_that_is_farther_than_a_quarter_is_not_beside_a_cell() throws IOException {
    write(half(1, 0.8), HALF, 240, 240);
    for (int kept : new int[] {301, 300, 192, 191}) {
      write(dense1.pruned("bip", "", 1 - kept / 1000.0, 0.9), WHOLE, 1_000, kept);
    }

    assertThat(bench.ask("small_dense", "parameters_kept")).containsExactly("[300.0]", "[192.0]");
  }

  @Test
  void a_difference_is_paired_by_seed_over_the_seeds_that_both_have() throws IOException {
    write(dense1.pruned("bip", "", 0.7, 0.5), WHOLE, 1_000, 300);
    write(dense2.pruned("bip", "", 0.7, 0.9), WHOLE, 1_000, 300);
    write(dense1.pruned("omp", "", 0.7, 0.9), WHOLE, 1_000, 300);
    write(half(2, 0.8), HALF, 300, 300);
    write(half(3, 0.6), HALF, 300, 300);

    assertThat(
            bench.ask(
                "small_dense",
                "method, round(accuracy, 4), round(small_dense_accuracy, 4), round(difference, 4),"
                    + " seeds, small_dense_seeds, paired_seeds"))
        .containsExactly("[bip,0.7,0.7,0.1,2,2,1]", "[omp,0.9,0.7,null,1,2,0]");
  }

  @Test
  void only_a_smaller_network_that_differs_in_nothing_but_its_width_is_beside_a_cell()
      throws IOException {
    String deep = "{\"depth\":3,\"width\":1.0}";
    write(dense1.pruned("bip", "", 0.7, 0.9), WHOLE, 1_000, 300);
    write(SampleRun.dense("", 1, 0.9).in("wide"), "{\"width\":2.0}", 300, 300);
    write(half(1, 0.8).onData("beef"), HALF, 300, 300);
    write(SampleRun.dense("epochs=9", 1, 0.8).in("recipe"), HALF, 300, 300);
    write(half(1, 0.8).in("deep half"), "{\"depth\":3,\"width\":0.5}", 300, 300);
    write(half(1, 0.8).in("other model"), "other", HALF, "float32", "{}", 300, 300);
    write(half(1, 0.8).in("half bf16"), "resnet20s", HALF, "bf16", "{}", 300, 300);
    write(half(1, 0.8).in("limit"), "resnet20s", HALF, "float32", "{\"limit\":9}", 300, 300);
    String onHalf = "{},\"data_pruning\":{\"keep\":0.5}";
    write(half(1, 0.8).in("half images"), "resnet20s", HALF, "float32", onHalf, 300, 300);
    write(half(1, 0.8).pruned("imp", "", 0.2, 0.8), HALF, 300, 300);
    assertThat(bench.ask("small_dense", CHOSEN)).isEmpty();

    write(dense1.in("deep").pruned("omp", "", 0.7, 0.9), deep, 1_000, 300);
    assertThat(bench.ask("small_dense", CHOSEN)).containsExactly("[omp,0.5,300.0]");
  }

  @Test
  void cells_of_each_dense_recipe_variant_and_structure_have_their_own_row() throws IOException {
    SampleRun longer = SampleRun.dense("epochs=9", 1, 0.9);
    write(dense1, WHOLE, 1_000, 1_000);
    write(longer, WHOLE, 1_000, 1_000);
    write(half(1, 0.8), HALF, 300, 300);
    write(longer.in("half"), HALF, 300, 300);
    write(dense1.pruned("bip", "", 0.7, 0.9), WHOLE, 1_000, 300);
    write(dense1.pruned("bip", "gamma=2.0", 0.7, 0.9), WHOLE, 1_000, 290);
    write(dense1.pruned("bip", "", 0.7, 0.9).structured("filter"), WHOLE, 1_000, 310);
    write(dense1.pruned("snip", "", 0.7, 0.9).fromInitialisation(), WHOLE, 1_000, 300);

    assertThat(
            bench.ask(
                "small_dense",
                "structure, dense_variant, method, variant, parameters_kept, small_dense_accuracy,"
                    + " round(difference, 4), paired_seeds"))
        .containsExactly(
            "[filter,,bip,,310.0,0.8,0.1,1]",
            "[unstructured,,bip,,300.0,0.8,0.1,1]",
            "[unstructured,,bip,gamma=2.0,290.0,0.8,0.1,1]",
            "[unstructured,,snip,,300.0,0.8,0.1,1]",
            "[unstructured,epochs=9,snip,,300.0,0.9,0.0,1]");
  }

  private static SampleRun half(long seed, double accuracy) {
    return SampleRun.dense("", seed, accuracy).in("half");
  }

  private static void write(SampleRun run, String model, long parameters, long kept)
      throws IOException {
    write(run, "resnet20s", model, "float32", "{}", parameters, kept);
  }

  private static void write(
      SampleRun run,
      String name,
      String model,
      String precision,
      String dataset,
      long parameters,
      long kept)
      throws IOException {
    RunRow row = run.row();
    RunIdentity identity = run.identity();
    RunResult result = row.result();
    bench
        .store()
        .write(
            new RunRow(
                row.schemaVersion(),
                new RunIdentity(
                    identity.key(),
                    identity.dataset(),
                    identity.datasetFingerprint(),
                    name,
                    identity.structure(),
                    identity.method(),
                    identity.variant(),
                    identity.setting(),
                    identity.denseVariant(),
                    "{\"dataset\":%s,\"method\":{},\"model\":%s,\"precision\":\"%s\"}"
                        .formatted(dataset, model, precision),
                    identity.seed(),
                    identity.sparsityTarget(),
                    identity.denseKey(),
                    identity.parentKey()),
                new RunResult(
                    result.sparsity(),
                    result.kept(),
                    result.prunable(),
                    result.groups(),
                    result.groupsKept(),
                    result.accuracy(),
                    result.top5(),
                    result.loss(),
                    parameters,
                    kept,
                    result.macs(),
                    result.macsKept()),
                row.artifacts(),
                row.cost(),
                row.place(),
                row.attempt(),
                row.startedAt(),
                row.finishedAt(),
                row.provenance()),
            List.of(),
            List.of());
  }
}
