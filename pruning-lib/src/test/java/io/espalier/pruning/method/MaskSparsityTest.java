// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.GlobalFilters;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MaskSparsityTest {
  private static final Sparsity HALF = new Sparsity(0.5);

  private final TinyRun run = new TinyRun(new ResNet20s(0.25).block(4));

  @AfterEach
  void close() {
    run.close();
  }

  /**
   * γ = (0.9, −0.05, 0.5, 0.02) of one layer with four filters; its shifts come before it in the
   * vector. The mask cuts the second and the fourth; λ 0.1, rate 0.1, no gradient of the loss: γ =
   * (0.9, −0.04, 0.5, 0.01).
   */
  @Test
  void only_the_scales_that_the_mask_cuts_are_pressed() {
    Layer layer = new Layer("conv", List.of(4L, 1L, 1L, 1L), 0, 4, 1, 1, List.of(4L, 0L));
    long scale = layer.batchNormScale().orElseThrow();
    BatchNormScales scales = new BatchNormScales(GlobalFilters.of(List.of(layer), HALF));
    float[] other = new float[8];
    System.arraycopy(new float[] {0.9f, -0.05f, 0.5f, 0.02f}, 0, other, (int) scale, 4);
    NDArray parameters = run.manager.create(other);
    assertThat(scales.best(parameters.neg()))
        .as("by size")
        .containsExactly(true, false, true, false);
    boolean[] kept = scales.best(parameters);
    assertThat(kept).containsExactly(true, false, true, false);

    NDArray penalty = scales.penalties(0.1, MaskSparsity.removed(kept), parameters);
    new Updates.Penalised(new Recipe(1, 1, 0.1, Schedule.CONSTANT, 0, 0), penalty)
        .ofOther(parameters, parameters.onesLike())
        .step(0.1, parameters.zerosLike());

    float[] pressed = parameters.toFloatArray();
    assertThat(Arrays.copyOfRange(pressed, (int) scale, (int) scale + 4))
        .containsExactly(new float[] {0.9f, -0.04f, 0.5f, 0.01f}, within(1e-7f));
    assertThat(pressed[0]).as("the penalty of a kept scale is exactly 0").isEqualTo(other[0]);
  }

  @Test
  void all_marked_is_the_penalty_of_early_bird() {
    GlobalFilters filters = filters();
    BatchNormScales scales = new BatchNormScales(filters);

    float[] penalties = scales.penalties(0.5, scales.all(), run.initial.other()).toFloatArray();

    float[] expected = new float[penalties.length];
    for (Layer layer : filters.layers()) {
      int from = (int) layer.batchNormScale().orElseThrow();
      Arrays.fill(expected, from, from + layer.filters(), 0.5f);
    }
    assertThat(penalties).isEqualTo(expected);
  }

  @Test
  void without_penalty_and_press_it_is_training_a_cut_and_training_to_the_bit() throws Exception {
    Pruned pruned = prune(Map.of("scale_penalty", 0.0, "press_epochs", 0));

    PruningRun plain = run.run(method(Map.of()), new Filters(), 0.5, Optional.empty());
    Pruned searched = plain.train("search", recipe(0.1), run.trained, Mask.dense(run.net));
    Mask mask = Mask.dense(run.net);
    filters().write(new BatchNormScales(filters()).best(searched.state().other()), mask);
    Pruned expected = plain.train(recipe(5e-4), searched.state(), mask);

    ContinuedRunTest.assertSame(pruned, expected);
  }

  @Test
  void the_press_starts_from_the_dense_network_and_leaves_kept_scales_to_the_loss()
      throws Exception {
    Pruned slimmed = prune(Map.of("press_epochs", 0, "scale_penalty", 0.5));
    Pruned pressed = prune(Map.of("press_epochs", 1, "scale_penalty", 0.5));

    assertThat(pressed.mask().values()).as("one search").isEqualTo(slimmed.mask().values());
    assertThat(run.curve)
        .extracting(EpochReport::phase)
        .containsExactly("search", "press", "train");
    // The search takes 3 steps of momentum 0.9 and rates 0.1, 0.1 and 0.01.
    double moved = 0.5 * (0.1 * 1 + 0.1 * 1.9 + 0.01 * 2.71);
    float[] start = run.trained.other().toFloatArray();
    float[] bySlimming = slimmed.state().other().toFloatArray();
    float[] byPress = pressed.state().other().toFloatArray();
    int[] kept =
        filters().layers().stream()
            .flatMapToInt(
                layer -> {
                  int from = (int) layer.batchNormScale().orElseThrow();
                  return IntStream.range(from, from + layer.filters());
                })
            .filter(scale -> pressed.mask().other().getFloat(scale) == 1)
            .toArray();
    double slimmingShrank =
        Arrays.stream(kept).mapToDouble(i -> start[i] - bySlimming[i]).average().orElseThrow();
    double pressShrank =
        Arrays.stream(kept).mapToDouble(i -> start[i] - byPress[i]).average().orElseThrow();
    assertThat(slimmingShrank - pressShrank).isCloseTo(moved, within(0.15 * moved));
  }

  @Test
  void its_passes_are_those_of_all_phases_and_its_mask_keeps_the_exact_count() throws Exception {
    Pruned pruned = prune(Map.of("press_epochs", 2));

    assertThat(filters().allows(pruned.mask())).isTrue();
    assertThat(run.passes).isEqualTo(4);
    assertThat(method(Map.of("search_epochs", 1, "press_epochs", 2, "epochs", 1)).passes())
        .isEqualTo(4);
    NDArray gone = pruned.mask().other().sub(1);
    assertThat(pruned.state().other().mul(gone).abs().max().getFloat()).as("shifts, too").isZero();
  }

  @Test
  void only_filters_are_accepted() {
    assertThat(MaskSparsity.DEFAULTS.refuses(new Filters())).isEmpty();
    assertThat(MaskSparsity.DEFAULTS.refuses(new Unstructured()))
        .contains("it ranks filters by their batch-norm scales");
    assertThatThrownBy(() -> method(Map.of("search_epochs", 0, "press_epochs", -1)))
        .hasMessageContaining("Invalid search_epochs: 0, must be at least 1")
        .hasMessageContaining("Invalid press_epochs: -1, must be at least 0");
  }

  private static Recipe recipe(double rate) {
    return new Recipe(1, 24, rate, Schedule.STEP, 0.9, 1e-4);
  }

  private GlobalFilters filters() {
    return MaskSparsity.DEFAULTS.selection(new Filters(), run.net.layers(), HALF);
  }

  private static PruningMethod method(Map<String, Object> settings) {
    return Methods.ALL.choose("mask-sparsity", settings).value();
  }

  private Pruned prune(Map<String, Object> settings) throws InterruptedException {
    Map<String, Object> all = new HashMap<>(Map.of("search_epochs", 1));
    all.putAll(settings);
    return run.prune("mask-sparsity", all, new Filters(), 0.5, Optional.empty());
  }
}
