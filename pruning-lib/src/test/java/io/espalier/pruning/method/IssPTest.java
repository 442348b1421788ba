// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.NofM;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.Learner;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IssPTest {
  private final TinyRun run = new TinyRun(new ResNet20s(0.25).block(4));

  @AfterEach
  void close() {
    run.close();
  }

  /** Half of (4, 2, 1, 0.5) is kept; α = 0.95 twice is 0.9025. */
  @Test
  void weights_outside_of_the_mask_shrink_a_little_at_each_step() {
    NDArray weights = run.manager.create(new float[] {4, -2, 1, -0.5f});

    shrink(weights);
    shrink(weights);

    assertThat(weights.toFloatArray())
        .containsExactly(new float[] {4, -2, 0.9025f, -0.45125f}, within(1e-6f));
  }

  /** A weight that grows past another one takes its place: of (4, 2, 2.2, 0.5), 2 shrinks. */
  @Test
  void the_mask_is_that_of_the_newest_weights() {
    NDArray weights = run.manager.create(new float[] {4, 2, 2.2f, 0.5f});

    shrink(weights);

    assertThat(weights.toFloatArray())
        .containsExactly(new float[] {4, 1.9f, 2.2f, 0.475f}, within(1e-6f));
  }

  @Test
  void without_shrinkage_it_is_dense_training_and_one_cut_to_the_bit() throws Exception {
    Pruned pruned = prune(1, new Unstructured());

    PruningRun plain = run.run(method(1), new Unstructured(), 0.5, Optional.empty());
    Pruned dense = plain.train("shrink", shrinking(), run.initial, Mask.dense(run.net));
    Mask mask = plain.mask(plain.selection(), dense.state().weights(), Ranking.MAGNITUDE);
    ContinuedRunTest.assertSame(pruned, plain.train(training(), dense.state(), mask));
  }

  @Test
  void with_all_shrinkage_it_is_iterative_hard_thresholding_to_the_bit() throws Exception {
    for (Granularity structure : List.of(new Unstructured(), new NofM(2, 4), new Filters())) {
      Pruned pruned = prune(0, structure);

      PruningRun plain = run.run(method(0), structure, 0.5, Optional.empty());
      Pruned thresholded =
          plain.train(
              "shrink",
              shrinking(),
              run.initial,
              Mask.dense(run.net),
              (step, learner, gradient) -> {
                Mask newest =
                    plain.mask(plain.selection(), learner.state().weights(), Ranking.MAGNITUDE);
                learner.state().weights().muli(newest.values());
                learner.state().other().muli(newest.other());
              });
      Mask mask = plain.mask(plain.selection(), thresholded.state().weights(), Ranking.MAGNITUDE);
      assertThat(
              thresholded.state().weights().sub(mask.values().mul(thresholded.state().weights())))
          .as("the cut removes only zeros")
          .isEqualTo(mask.values().zerosLike());
      ContinuedRunTest.assertSame(pruned, plain.train(training(), thresholded.state(), mask));
    }
  }

  @Test
  void both_phases_count_and_the_mask_has_the_exact_count() throws Exception {
    Pruned pruned = prune(0.95, new Unstructured());

    assertThat(pruned.mask().kept()).isEqualTo(Math.round(0.5 * run.net.prunable()));
    assertThat(run.passes).isEqualTo(2);
    assertThat(run.curve).extracting(EpochReport::phase).containsExactly("shrink", "train");
    assertThat(method(1).passes()).isEqualTo(2);
  }

  /** A factor of a filter alone has no effect before batch-norm. */
  @Test
  void batch_norm_shrinks_with_the_filters_outside_of_the_mask() {
    PruningRun input = run.run(method(0.5), new Filters(), 0.5, Optional.empty());
    Mask mask = input.mask(input.selection(), run.trained.weights(), Ranking.MAGNITUDE);
    NetworkState state = run.trained.copy();

    new IssP(training(), 1, 0.5)
        .shrink(IssP.program(run.manager), new Learner(state, mask, Map.of()), mask);

    NDArray factor = mask.other().add(1).mul(0.5);
    assertThat(state.other()).isEqualTo(run.trained.other().mul(factor));
    assertThat(factor.min().getFloat()).isEqualTo(0.5f);
  }

  @Test
  void settings_out_of_range_are_refused() {
    assertThatThrownBy(
            () -> Methods.ALL.choose("iss-p", Map.of("shrink_epochs", 0, "shrinkage", 1.5)))
        .hasMessageContaining("Invalid shrink_epochs: 0, must be at least 1")
        .hasMessageContaining("Invalid shrinkage: 1.5, must be between 0 and 1");
  }

  /** One step of α = 0.95 with half of four weights kept. */
  private void shrink(NDArray weights) {
    Layer layer = new Layer("four", List.of(1L, 4L), 0, 4, 1, 1, List.of());
    Selection half = new Unstructured().selection(List.of(layer), new Sparsity(0.5));
    Mask mask = half.of(weights, 1, Ranking.MAGNITUDE);
    NDArray none = run.manager.zeros(new Shape(1));
    NetworkState state = new NetworkState(weights, none, none);
    IssP.DEFAULTS.shrink(IssP.program(run.manager), new Learner(state, mask, Map.of()), mask);
  }

  private static Recipe shrinking() {
    return new Recipe(1, 24, 0.1, Schedule.CONSTANT, 0.9, 1e-4);
  }

  private static Recipe training() {
    return new Recipe(1, 24, 0.1, Schedule.STEP, 0.9, 1e-4);
  }

  private static PruningMethod method(double shrinkage) {
    return Methods.ALL.choose("iss-p", settings(shrinkage)).value();
  }

  private static Map<String, Object> settings(double shrinkage) {
    return new HashMap<>(
        Map.of("epochs", 1, "batch", 24, "shrink_epochs", 1, "shrinkage", shrinkage));
  }

  private Pruned prune(double shrinkage, Granularity structure) throws InterruptedException {
    return run.prune("iss-p", settings(shrinkage), structure, 0.5, Optional.empty());
  }
}
