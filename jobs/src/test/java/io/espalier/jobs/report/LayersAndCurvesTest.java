// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.EpochRow;
import io.espalier.jobs.store.LayerRow;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LayersAndCurvesTest {
  @RegisterExtension private static final ReportBench bench = new ReportBench();

  private final SampleRun dense1 = SampleRun.dense("", 1, 0.90);
  private final SampleRun dense2 = SampleRun.dense("", 2, 0.92);

  @Test
  void the_density_of_a_layer_is_a_mean_over_seeds() throws IOException {
    write(
        dense1.pruned("bip", "", 0.5, 0.9),
        List.of(),
        "stem 40 of 100",
        "head 10 of 20"); // 0.4 and 0.5
    write(dense2.pruned("bip", "", 0.5, 0.9), List.of(), "stem 20 of 100", "head 20 of 20");
    write(dense1.pruned("bip", "gamma=2.0", 0.5, 0.9), List.of(), "stem 1 of 100");
    write(dense1, List.of(), "stem 100 of 100");

    assertThat(
            bench.ask(
                "layers",
                "method, variant, sparsity, layer, name, shape, round(density, 4), seeds"))
        .containsExactly(
            "[bip,,0.5,0,stem,10x10,0.3,2]",
            "[bip,,0.5,1,head,10x10,0.75,2]",
            "[bip,gamma=2.0,0.5,0,stem,10x10,0.01,1]");
  }

  @Test
  void a_learning_curve_is_a_mean_over_seeds_at_evaluated_epochs() throws IOException {
    SampleRun first = dense1.pruned("bip", "", 0.5, 0.9);
    SampleRun second = dense2.pruned("bip", "", 0.5, 0.9);
    write(
        first,
        List.of(
            epoch(first, "prune", 1, 1.0, 2.0, null),
            epoch(first, "prune", 2, 2.0, 1.0, 0.6),
            epoch(first, "retrain", 1, 3.0, 0.5, 0.8)));
    write(
        second,
        List.of(
            epoch(second, "prune", 1, 1.0, 2.0, null), epoch(second, "prune", 2, 2.5, 2.0, 0.8)));
    write(dense1, List.of(epoch(dense1, "train", 1, 1.0, 0.4, 0.9)));

    assertThat(
            bench.ask(
                "learning_curves",
                "dense_variant, method, sparsity, phase, epoch, passes, round(test_accuracy, 4),"
                    + " round(test_accuracy_ci95, 4), train_loss, seeds"))
        .containsExactly(
            "[,dense,0.0,train,1,1.0,0.9,null,0.4,1]",
            // 12.7062 · 0.141421 / √2
            "[,bip,0.5,prune,2,2.25,0.7,1.2706,1.5,2]",
            "[,bip,0.5,retrain,1,3.0,0.8,null,0.5,1]");
  }

  @Test
  void a_dense_curve_is_listed_in_every_structure_that_is_compared_with_it() throws IOException {
    write(dense1, List.of(epoch(dense1, "train", 1, 1.0, 0.4, 0.9)));
    bench.write(
        dense1.pruned("bip", "", 0.5, 0.9).structured("filter"),
        dense1.pruned("bip", "", 0.5, 0.9).structured("channel"));

    assertThat(bench.ask("learning_curves", "structure, method, test_accuracy"))
        .containsExactly("[channel,dense,0.9]", "[filter,dense,0.9]");
  }

  private static EpochRow epoch(
      SampleRun run, String phase, int epoch, double passes, double loss, Double accuracy) {
    return new EpochRow(run.key(), phase, epoch, 9, passes, loss, loss, accuracy, 1);
  }

  /** Layers are written as {@code name kept of prunable}. */
  private static void write(SampleRun run, List<EpochRow> epochs, String... layers)
      throws IOException {
    List<LayerRow> rows = new ArrayList<>();
    for (String layer : layers) {
      String[] words = layer.split(" ", -1);
      rows.add(
          new LayerRow(
              run.key(),
              rows.size(),
              words[0],
              "10x10",
              Long.parseLong(words[3]),
              Long.parseLong(words[1]),
              null,
              null));
    }
    bench.store().write(run.row(), epochs, rows);
  }
}
