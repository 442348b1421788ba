// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.CheckpointFolder;
import io.espalier.pruning.train.CheckpointInterval;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The effects of BiP on a network in a run. */
class BipTest extends NetworkFixture {

  /** The mask rate is too small to change the scores, so only shared storage could change them. */
  @Test
  void bips_scores_never_share_storage_with_its_weights() throws Exception {
    Map<String, Object> still = Map.of("mask_rate", 1e-30, "mask_weight_decay", 0);
    CheckpointFolder kept =
        new CheckpointFolder(new LocalStorage(), folder.toString(), CheckpointInterval.ofEpochs(1));

    prune("bip", still, new Beginning(), Optional.of(kept));

    Map<String, NDArray> saved = saved("bip");
    assertThat(saved.get("scores")).isEqualTo(trained.weights());
    assertThat(saved.get("weights")).isNotEqualTo(trained.weights());
  }

  @Test
  void bips_mask_is_the_top_k_of_its_scores_and_changes() throws Exception {
    CheckpointFolder kept =
        new CheckpointFolder(new LocalStorage(), folder.toString(), CheckpointInterval.ofEpochs(1));

    Pruned pruned = prune("bip", Map.of("epochs", 3), new Beginning(), Optional.of(kept));

    Map<String, NDArray> saved = saved("bip");
    Selection selection = new Unstructured().selection(net.layers(), Sparsity.afterRounds(5));
    Mask ofScores = selection.of(saved.get("scores"), net.others(), Ranking.MAGNITUDE);
    Mask ofStart = selection.of(trained.weights(), net.others(), Ranking.MAGNITUDE);
    assertThat(pruned.mask().values()).isEqualTo(ofScores.values()).isNotEqualTo(ofStart.values());
  }

  @Test
  void bips_upper_level_updates_running_statistics_only_if_configured() throws Exception {
    NDArray frozen = prune("bip", Map.of(), new Beginning(), Optional.empty()).state().statistics();
    NDArray updated =
        prune("bip", Map.of("upper_statistics", "updated"), new Beginning(), Optional.empty())
            .state()
            .statistics();

    assertThat(frozen).isNotEqualTo(updated);
  }

  @Test
  void every_setting_of_bip_changes_the_result() throws Exception {
    NDArray plain = prune("bip", Map.of(), new Beginning(), Optional.empty()).state().weights();
    for (Map<String, Object> settings :
        List.<Map<String, Object>>of(
            Map.of("gamma", 0.01),
            Map.of("mask_rate", 1.0),
            Map.of("rate", 0.1),
            Map.of("weight_steps", 2),
            Map.of("upper_batch", "same"),
            Map.of("schedule", "constant"),
            Map.of("mask_schedule", "constant", "mask_rate", 0.1),
            Map.of("weight_decay", 0.01))) {
      NDArray other = prune("bip", settings, new Beginning(), Optional.empty()).state().weights();
      assertThat(other).as("%s", settings).isNotEqualTo(plain);
    }
  }

  /** 72 images in batches of 24 are 3 steps an epoch. */
  @Test
  void a_run_that_never_learns_its_mask_is_refused() throws Exception {
    try (TinyRun run = new TinyRun(new ResNet20s(0.25).block(4))) {
      assertThatThrownBy(() -> run.prune("bip", Map.of("weight_steps", 3), 0.5))
          .isInstanceOf(InvalidSettings.class)
          .hasMessage(
              "Cannot learn a mask by bip with weight_steps: 3, must be less than the number of steps"
                  + " of the run, which is 3; choose more epochs, smaller batches or fewer"
                  + " weight_steps");
      assertThat(run.prune("bip", Map.of("weight_steps", 2), 0.5).mask().kept()).isPositive();
    }
  }

  @Test
  void bip_retrains_its_mask_from_the_requested_state_of_the_dense_run() throws Exception {
    NetworkState half = stateAt(0.5);
    Beginning beginning = new Beginning(); // of the last phase
    Map<String, Object> retrain = Map.of("retrain_epochs", 1, "retrain_from", 0.5);

    Pruned retrained = prune("bip", retrain, beginning, Optional.empty());
    Pruned plain = prune("bip", Map.of(), new Beginning(), Optional.empty());

    assertThat(retrained.mask().values()).isEqualTo(plain.mask().values());
    assertThat(retrained.state().weights()).isNotEqualTo(plain.state().weights());
    assertThat(beginning.weights)
        .isEqualTo(half.weights().mul(plain.mask().values()).toFloatArray());
    assertThat(beginning.other).isEqualTo(half.other().toFloatArray());
  }
}
