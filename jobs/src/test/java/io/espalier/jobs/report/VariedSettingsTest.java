// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class VariedSettingsTest {
  @RegisterExtension private static final ReportBench bench = new ReportBench();

  private final SampleRun dense1 = SampleRun.dense("", 1, 0.90);
  private final SampleRun dense2 = SampleRun.dense("", 2, 0.92);

  @Test
  void an_ablation_lists_all_values_of_a_setting_while_the_others_are_fixed() throws IOException {
    bench.write(dense1, dense2);
    write(dense1.pruned("bip", "", 0.5, 0.91), "\"epochs\":100,\"gamma\":1.0,\"rate\":0.01");
    write(dense2.pruned("bip", "", 0.5, 0.91), "\"epochs\":100,\"gamma\":1.0,\"rate\":0.01");
    write(
        dense1.pruned("bip", "gamma=10.0", 0.5, 0.88),
        "\"epochs\":100,\"gamma\":10.0,\"rate\":0.01");
    write(
        dense1.pruned("bip", "gamma=2.0", 0.5, 0.89), "\"epochs\":100,\"gamma\":2.0,\"rate\":0.01");
    write(
        dense1.pruned("bip", "epochs=9 gamma=2.0", 0.5, 0.80),
        "\"epochs\":9,\"gamma\":2.0,\"rate\":0.01");

    assertThat(
            bench.ask(
                "ablations",
                "method, changed, value, others, sparsity, round(accuracy, 4),"
                    + " round(accuracy_ci95, 4), round(difference, 4), seeds"))
        .containsExactly(
            "[bip,epochs,9,gamma=2.0,0.5,0.8,null,-0.1,1]",
            "[bip,epochs,100,gamma=2.0,0.5,0.89,null,-0.01,1]",
            // Differences 0.91 - 0.90 and 0.91 - 0.92.
            "[bip,gamma,1.0,,0.5,0.91,0.0,0.0,2]",
            "[bip,gamma,2.0,,0.5,0.89,null,-0.01,1]",
            "[bip,gamma,10.0,,0.5,0.88,null,-0.02,1]");
  }

  @Test
  void runs_that_differ_in_two_settings_or_are_alone_at_their_sparsity_are_no_ablation()
      throws IOException {
    write(dense1.pruned("bip", "", 0.5, 0.91), "\"epochs\":100,\"gamma\":1.0");
    write(dense1.pruned("bip", "", 0.2, 0.92), "\"epochs\":100,\"gamma\":1.0");
    write(dense1.pruned("bip", "gamma=2.0", 0.7, 0.9), "\"epochs\":100,\"gamma\":2.0");
    write(dense1.pruned("bip", "epochs=9 gamma=2.0", 0.5, 0.9), "\"epochs\":9,\"gamma\":2.0");
    write(dense1.pruned("omp", "gamma=2.0", 0.5, 0.9), "\"epochs\":100,\"gamma\":2.0");

    assertThat(bench.ask("ablations", "*")).isEmpty();
  }

  @Test
  void runs_of_another_structure_or_dense_variant_are_no_ablation() throws IOException {
    write(dense1.pruned("bip", "", 0.5, 0.91), "\"gamma\":1.0");
    write(dense1.pruned("bip", "gamma=2.0", 0.5, 0.9).structured("filter"), "\"gamma\":2.0");
    write(
        SampleRun.dense("epochs=9", 1, 0.9).pruned("bip", "gamma=2.0", 0.5, 0.9), "\"gamma\":2.0");

    assertThat(bench.ask("ablations", "*")).isEmpty();
  }

  @Test
  void a_raised_version_is_not_a_setting_and_is_kept_apart() throws IOException {
    write(dense1.pruned("bip", "", 0.5, 0.91), "\"gamma\":1.0");
    write(dense1.pruned("bip", "version=2", 0.5, 0.92), "\"gamma\":1.0");
    write(dense1.pruned("bip", "gamma=2.0 version=2", 0.5, 0.9), "\"gamma\":2.0");

    assertThat(bench.ask("ablations", "changed, value, others, accuracy"))
        .containsExactly("[gamma,1.0,version=2,0.92]", "[gamma,2.0,version=2,0.9]");
  }

  @Test
  void a_method_at_initialisation_without_a_dense_run_can_have_an_ablation() throws IOException {
    write(dense1.pruned("snip", "", 0.5, 0.8).fromInitialisation(), "\"images\":10");
    write(dense1.pruned("snip", "images=1", 0.5, 0.7).fromInitialisation(), "\"images\":1");

    assertThat(bench.ask("ablations", "dense_variant, changed, value, accuracy, difference"))
        .containsExactly("[null,images,1,0.7,null]", "[null,images,10,0.8,null]");
  }

  @Test
  void a_retrained_mask_is_listed_with_the_one_that_was_not_retrained() throws IOException {
    bench.write(dense1);
    write(dense1.pruned("bip", "", 0.2, 0.91), retraining(0, 1.0));
    write(dense1.pruned("bip", "", 0.5, 0.90), retraining(0, 1.0)); // nothing was retrained at 0.5
    write(dense1.pruned("bip", "retrain_epochs=160", 0.2, 0.93), retraining(160, 1.0));
    write(
        dense1.pruned("bip", "retrain_epochs=160 retrain_from=0.05", 0.2, 0.92),
        retraining(160, 0.05));

    assertThat(
            bench.ask(
                "rewinding",
                "changed, value, others, sparsity, accuracy, round(difference, 4), seeds"))
        .containsExactly(
            "[retrain_from,none,retrain_epochs=160,0.2,0.91,0.01,1]",
            "[retrain_from,0.05,retrain_epochs=160,0.2,0.92,0.02,1]",
            "[retrain_from,1.0,retrain_epochs=160,0.2,0.93,0.03,1]");
    assertThat(bench.ask("ablations", "changed, value, others, sparsity"))
        .containsExactly("[retrain_epochs,0,,0.2]", "[retrain_epochs,160,,0.2]");
  }

  @Test
  void one_retrained_mask_and_one_without_retraining_suffice() throws IOException {
    write(dense1.pruned("bip", "", 0.2, 0.91), retraining(0, 1.0));
    write(
        dense1.pruned("bip", "retrain_epochs=160 retrain_from=0.05", 0.2, 0.92),
        retraining(160, 0.05));

    assertThat(bench.ask("rewinding", "value, others, accuracy"))
        .containsExactly("[none,retrain_epochs=160,0.91]", "[0.05,retrain_epochs=160,0.92]");
  }

  @Test
  void a_mask_that_was_not_retrained_is_not_compared_in_another_setting() throws IOException {
    write(dense1.pruned("bip", "", 0.2, 0.91), retraining(0, 1.0));
    write(dense1.pruned("bip", "retrain_epochs=160", 0.2, 0.93), retraining(160, 1.0));
    write(
        dense1.pruned("bip", "gamma=2.0 retrain_epochs=160", 0.2, 0.92),
        retraining(160, 1.0).replace("\"gamma\":1.0", "\"gamma\":2.0"));

    assertThat(bench.ask("ablations", "changed, value, others, accuracy"))
        .containsExactly(
            "[gamma,1.0,retrain_epochs=160,0.93]",
            "[gamma,2.0,retrain_epochs=160,0.92]",
            "[retrain_epochs,0,,0.91]",
            "[retrain_epochs,160,,0.93]");
  }

  @Test
  void the_rewinding_point_of_imp_is_listed_under_rewinding_only() throws IOException {
    write(dense1.pruned("imp", "", 0.2, 0.91), "\"rewind\":0.0");
    write(dense1.pruned("imp", "rewind=0.05", 0.2, 0.92), "\"rewind\":0.05");

    assertThat(bench.ask("rewinding", "method, changed, value, others, accuracy"))
        .containsExactly("[imp,rewind,0.0,,0.91]", "[imp,rewind,0.05,,0.92]");
    assertThat(bench.ask("ablations", "*")).isEmpty();
  }

  private static String retraining(int epochs, double from) {
    return "\"gamma\":1.0,\"retrain_epochs\":%s,\"retrain_from\":%s".formatted(epochs, from);
  }

  private static void write(SampleRun run, String settings) throws IOException {
    bench.store().write(run.choosing(settings), List.of(), List.of());
  }
}
