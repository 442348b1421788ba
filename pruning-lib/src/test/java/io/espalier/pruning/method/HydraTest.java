// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.Checkpoint;
import io.espalier.pruning.train.CheckpointFolder;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.Formulas;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HydraTest {
  @TempDir private Path folder;

  private final TinyRun run = new TinyRun(new ResNet20s(0.25).block(4));

  @AfterEach
  void close() {
    run.close();
  }

  /**
   * A convolution of two filters that read 1 channel in 1×2 windows, fan-in 2, max|w| = 4: √3/4 of
   * each weight. A fully connected layer of one output and six inputs, fan-in 6, max|w| = 2: ½. A
   * layer of zeros.
   */
  @Test
  void initial_scores_are_weights_scaled_by_fan_in_and_maximum_of_their_layer() {
    List<Layer> layers =
        List.of(
            new Layer("conv", List.of(2L, 1L, 1L, 2L), 0, 4, 1, 1, List.of()),
            new Layer("fc", List.of(1L, 6L), 4, 6, 1, 1, List.of()),
            new Layer("zero", List.of(1L, 2L), 10, 2, 1, 1, List.of()));
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray weights = manager.create(new float[] {1, -4, 2, 0, 2, -1, 0, 1, 1, 1, 0, 0});

      NDArray scores = Hydra.initialScores(layers, weights);

      float r = (float) (Math.sqrt(3) / 4);
      assertThat(scores.toFloatArray())
          .usingComparatorWithPrecision(1e-6f)
          .containsExactly(r, -4 * r, 2 * r, 0, 1, -0.5f, 0, 0.5f, 0.5f, 0.5f, 0, 0);
    }
  }

  /**
   * Where θ·g > 0, the loss decreases without the weight, so |s| must decrease for either sign of
   * s.
   */
  @Test
  void the_score_gradient_lowers_the_magnitude_of_scores_of_weights_that_raise_the_loss() {
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] s = {2, -2, 2, -2};
      NDArray theta = manager.create(new float[] {3, 3, -1, -1});
      NDArray g = manager.create(new float[] {1, 1, 2, 2});

      NDArray gradient = Formulas.value(Hydra.SCORE_GRADIENT, List.of(manager.create(s), theta, g));

      assertThat(gradient.toFloatArray()).containsExactly(3, -3, -2, 2);
    }
  }

  @Test
  void the_score_phase_changes_scores_and_mask_but_not_weights() throws Exception {
    Map<String, NDArray> saved = scorePhase(Map.of());

    NDArray start = Hydra.initialScores(run.net.layers(), run.trained.weights());
    assertThat(saved.get("scores")).isNotEqualTo(start);
    assertThat(saved.get("mask"))
        .isEqualTo(mask(saved.get("scores")))
        .isNotEqualTo(mask(start))
        .isNotEqualTo(mask(run.trained.weights()));
    assertThat(saved.get("weights")).isEqualTo(run.trained.weights());
    assertThat(saved.get("other")).isEqualTo(run.trained.other());
    assertThat(saved.get("statistics")).isNotEqualTo(run.trained.statistics());
  }

  @Test
  void biases_and_batch_norm_train_with_the_scores_only_if_configured() throws Exception {
    Map<String, NDArray> saved = scorePhase(Map.of("others", "trained"));

    assertThat(saved.get("weights")).isEqualTo(run.trained.weights());
    assertThat(saved.get("other")).isNotEqualTo(run.trained.other());
  }

  @Test
  void fine_tuning_starts_from_the_frozen_weights_under_the_last_mask() throws Exception {
    Map<String, NDArray> saved = scorePhase(Map.of());

    assertThat(run.weights).isEqualTo(run.trained.weights().mul(saved.get("mask")).toFloatArray());
    assertThat(run.statistics).isEqualTo(saved.get("statistics").toFloatArray());
    assertThat(run.passes).isEqualTo(4);
  }

  @Test
  void every_setting_changes_the_result() throws Exception {
    Map<String, Object> plain = Map.of("score_epochs", 2);
    NDArray weights = run.prune("hydra", plain, 0.7).state().weights();
    for (Map<String, Object> setting :
        List.<Map<String, Object>>of(
            Map.of("score_epochs", 3),
            Map.of("score_rate", 1.0),
            Map.of("score_schedule", "constant"),
            Map.of("score_weight_decay", 0.1),
            Map.of("others", "trained"))) {
      Map<String, Object> changed = new HashMap<>(plain);
      changed.putAll(setting);
      assertThat(run.prune("hydra", changed, 0.7).state().weights())
          .as("%s", setting)
          .isNotEqualTo(weights);
    }
  }

  private Map<String, NDArray> scorePhase(Map<String, Object> settings) throws Exception {
    Map<String, Object> all = new HashMap<>(Map.of("score_epochs", 3, "score_rate", 1.0));
    all.putAll(settings);
    run.prune(
        "hydra",
        all,
        new Unstructured(),
        0.7,
        Optional.of(
            new CheckpointFolder(
                new LocalStorage(), folder.toString(), CheckpointInterval.ofEpochs(1))));
    return Checkpoint.read(
        new LocalStorage(), folder.resolve("score.safetensors").toString(), run.manager);
  }

  private NDArray mask(NDArray scores) {
    Selection selection = new Unstructured().selection(run.net.layers(), new Sparsity(0.7));
    return selection.of(scores, run.net.others(), Ranking.MAGNITUDE).values();
  }
}
