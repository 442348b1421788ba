// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.train.Streams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Scores of images by hand and in training, and which images they keep. */
class DataPruningTest {
  private static final double[] SCORES = {0.3, 0.9, 0.1, 0.9, 0.5, Double.POSITIVE_INFINITY};
  private static final int[] LABELS = {0, 0, 0, 0, 1, 1};

  /** softmax(ln 3, 0) is (0.75, 0.25): errors (0.25, 0.25) and (0.75, 0.75). */
  @Test
  void el2n_is_the_length_of_the_error_of_the_probabilities() {
    float[] logits = {9, 9, (float) Math.log(3), 0};

    assertThat(El2n.error(logits, 2, 2, 0)).isCloseTo(0.3536, within(5e-5));
    assertThat(El2n.error(logits, 2, 2, 1)).isCloseTo(1.0607, within(5e-5));
    assertThat(El2n.error(new float[] {1000, 0}, 0, 2, 1))
        .as("the largest, without overflow")
        .isCloseTo(Math.sqrt(2), within(1e-12));
  }

  /** Right, wrong, right, wrong, wrong: forgotten twice. The second image is never learned. */
  @Test
  void forgetting_counts_changes_from_right_to_wrong() {
    try (TinyRun run = new TinyRun(new ResNet20s(0.25).block(4))) {
      Forgetting.Visits visits = new Forgetting.Visits(run.manager, 3);
      for (boolean right : new boolean[] {true, false, true, false, false}) {
        visits.visited(new int[] {2, 1}, new boolean[] {right, false});
      }
      visits.visited(new int[] {0}, new boolean[] {true});

      assertThat(visits.scores()).containsExactly(0, Double.POSITIVE_INFINITY, 2);
    }
  }

  @Test
  void the_hard_or_easy_end_stays_and_ties_go_to_the_first() {
    assertThat(kept(Map.of("keep", 0.5))).containsExactly(1, 3, 5);
    assertThat(kept(Map.of("keep", 0.34)))
        .as("round(2.04), 5 and the first 0.9")
        .containsExactly(1, 5);
    assertThat(kept(Map.of("keep", 0.5, "order", "easy"))).containsExactly(0, 2, 4);
    assertThat(kept(Map.of("keep", 0.01))).as("at least one").containsExactly(5);
  }

  /** Half of four images of class 0, and one of two of class 1. */
  @Test
  void classes_can_keep_the_same_share() {
    assertThat(kept(Map.of("keep", 0.5, "balanced", true))).containsExactly(1, 3, 5);
    assertThat(kept(Map.of("keep", 0.5, "balanced", true, "order", "easy")))
        .containsExactly(0, 2, 4);
    assertThat(kept(Map.of("keep", 0.25, "balanced", true))).containsExactly(1, 5);
    assertThat(kept(Map.of("keep", 0.67, "balanced", true, "order", "easy")))
        .as("round(2.68) and round(1.34)")
        .containsExactly(0, 1, 2, 4);
    int[] halves = {0, 0, 0, 1, 1, 1};
    assertThat(chosen(Map.of("keep", 0.34)).kept(SCORES, halves, new Streams(1)))
        .as("the two hardest of all are of both classes")
        .containsExactly(1, 5);
    assertThat(chosen(Map.of("keep", 0.5, "balanced", true)).kept(SCORES, halves, new Streams(1)))
        .as("round(1.5) of each, where three of all would be 1, 3 and 5")
        .containsExactly(0, 1, 3, 5);
  }

  @Test
  void random_images_depend_on_the_seed_alone() {
    int[] labels = new int[100];
    DataPruning half = chosen(Map.of("keep", 0.5, "score", "random"));
    int[] first = half.kept(new double[100], labels, new Streams(1));

    assertThat(first).hasSize(50).doesNotHaveDuplicates().isSorted();
    assertThat(half.kept(new double[] {7}, labels, new Streams(1))).isEqualTo(first);
    assertThat(half.kept(new double[100], labels, new Streams(2))).isNotEqualTo(first);
  }

  @Test
  void keeping_all_images_is_no_pruning_and_nonsense_is_refused() {
    assertThat(DataPruning.chosen(Map.of("keep", 1, "score", "forgetting")))
        .isEqualTo(DataPruning.NONE);
    assertThat(DataPruning.NONE.settings()).isEmpty();
    assertThat(
            DataPruning.chosen(Map.of("keep", 0.5, "score", "random", "order", "easy", "seeds", 3))
                .settings())
        .as("what has no effect is in no key")
        .isEqualTo(Map.of("keep", 0.5, "score", "random"));
    assertThat(DataPruning.NONE.value().scores(Methods.ALL.choose("dense", Map.of()))).isEmpty();
    assertThatThrownBy(() -> chosen(Map.of("keep", 0.0, "seeds", 0, "score_epochs", 0)))
        .hasMessageContaining("Invalid keep: 0.0, must be greater than 0 and at most 1")
        .hasMessageContaining("Invalid seeds: 0, must be at least 1")
        .hasMessageContaining("Invalid score_epochs: 0, must be at least 1");
  }

  /** The networks that score are trained as the dense runs are, at their initial rate. */
  @Test
  void the_run_that_scores_has_the_recipe_of_the_dense_runs() {
    DataPruning pruning =
        chosen(Map.of("keep", 0.5, "score", "forgetting", "seeds", 3, "score_epochs", 4));

    assertThat(
            pruning.scores(
                Methods.ALL.choose("dense", Map.of("epochs", 50, "rate", 0.2, "batch", 64))))
        .hasValueSatisfying(
            run -> {
              assertThat(run.name()).isEqualTo("forgetting");
              assertThat(run.allSettings())
                  .containsEntry("epochs", 4)
                  .containsEntry("rate", 0.2)
                  .containsEntry("batch", 64)
                  .containsEntry("weight_decay", 5e-4)
                  .containsEntry("seeds", 3);
              assertThat(run.value().passes()).isEqualTo(12);
            });
    assertThat(
            chosen(Map.of("keep", 0.5, "score", "random"))
                .scores(Methods.ALL.choose("dense", Map.of())))
        .isEmpty();
  }

  /** The scores of seeds 1 and 2 are those of their own networks: 2·mean − first is the second. */
  @Test
  void scores_are_means_over_networks_and_their_cost_is_counted() throws Exception {
    try (TinyRun run = new TinyRun(new ResNet20s(0.25).block(4))) {
      for (String score : List.of("el2n", "forgetting", "prototypes", "concept")) {
        List<Double> one = scores(run, score, 1);
        List<Double> two = scores(run, score, 2);

        assertThat(run.training.cost().passes()).isEqualTo(4);
        assertThat(run.training.cost().forwardPasses())
            .isEqualTo(score.equals("forgetting") ? 0 : 2);
        assertThat(run.curve)
            .extracting("phase")
            .containsExactly("seed 1", "seed 1", "seed 2", "seed 2");
        assertThat(one).hasSize(72);
        List<Double> second = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
          second.add(2 * two.get(i) - one.get(i));
        }
        double most =
            Map.of("el2n", Math.sqrt(2), "forgetting", 1.0, "prototypes", 2.0, "concept", 0.0)
                .get(score);
        double least = score.equals("concept") ? -72 : -1e-9;
        assertThat(second.stream().filter(Double::isFinite))
            .allSatisfy(found -> assertThat(found).isBetween(least, most + 1e-6));
        assertThat(second).isNotEqualTo(one);
        assertThat(scores(run, score, 2)).as("again").isEqualTo(two);
      }
    }
  }

  @Test
  void each_network_that_scores_is_that_of_its_seed() throws Exception {
    try (TinyRun run = new TinyRun(new ResNet20s(0.25).block(4))) {
      PruningRun input = run.run(Dense.DEFAULTS, new Unstructured(), 0, Optional.empty());
      NDArray second = run.net.initialState(tensor -> new Streams(2).of("init", tensor)).weights();

      assertThat(ImageScores.initial(input, 2).weights()).isEqualTo(second);
      assertThat(ImageScores.initial(input, 1).weights()).isNotEqualTo(second);
    }
  }

  private static List<Double> scores(TinyRun run, String score, int seeds) throws Exception {
    return run.prune(score, Map.of("epochs", 2, "seeds", seeds), 0).imageScores();
  }

  private static DataPruning chosen(Map<String, Object> settings) {
    return DataPruning.chosen(settings).value();
  }

  private static int[] kept(Map<String, Object> settings) {
    return chosen(settings).kept(Arrays.copyOf(SCORES, SCORES.length), LABELS, new Streams(1));
  }
}
