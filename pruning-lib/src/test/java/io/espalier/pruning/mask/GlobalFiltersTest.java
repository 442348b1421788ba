// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.model.Layer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Filters of two layers in one ranking: three filters of two weights, then two filters of four. */
class GlobalFiltersTest {
  private static final Layer SMALL = convolution(0, 3, 2, List.of(0L));
  private static final Layer LARGE = convolution(6, 2, 4, List.of(3L, 5L));
  private static final List<Layer> LAYERS = List.of(SMALL, LARGE);

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /**
   * floor(0.5 · 5) = 2 filters are removed: 0.1 and 0.2, both of the first layer, unlike with a
   * share per layer.
   */
  @Test
  void the_lowest_scores_of_all_layers_are_removed() {
    GlobalFilters half = GlobalFilters.of(LAYERS, new Sparsity(0.5));

    assertThat(half.groups()).isEqualTo(5);
    assertThat(half.groupsKept()).isEqualTo(3);
    assertThat(half.best(new double[] {0.1, 0.3, 0.2, 0.4, 0.5}))
        .containsExactly(false, true, false, true, true);
  }

  /** Of 0.1, 0.2, 0.3 and 0.8, 0.9 two are kept: not both of the second layer. */
  @Test
  void every_layer_keeps_its_best_filter() {
    GlobalFilters most = GlobalFilters.of(LAYERS, new Sparsity(0.9));

    assertThat(most.groupsKept()).isEqualTo(2);
    assertThat(most.best(new double[] {0.1, 0.2, 0.3, 0.8, 0.9}))
        .containsExactly(false, false, true, false, true);
  }

  @Test
  void ties_are_broken_by_index_and_nan_ranks_last() {
    assertThat(new GlobalFilters(LAYERS, 3).best(new double[] {1, 1, 1, 1, 1}))
        .containsExactly(true, true, false, true, false);
    assertThat(new GlobalFilters(LAYERS, 4).best(new double[] {1, Double.NaN, 0, Double.NaN, 0}))
        .containsExactly(true, true, true, false, true);
  }

  /** Mean squares: 1, 4, 0 of the small ones; 2.25, 0.5625 of the large. Sums: 2, 8, 0; 9, 2.25. */
  @Test
  void the_score_of_a_filter_is_the_mean_square_of_its_weights() {
    float[] weights = {1, -1, 2, 2, 0, 0, 1.5f, 1.5f, -1.5f, 1.5f, .75f, .75f, .75f, -.75f};

    Mask mask = new GlobalFilters(LAYERS, 2).of(manager.create(weights), 7, Ranking.MAGNITUDE);
    assertThat(mask.values().toFloatArray())
        .containsExactly(0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0);
    assertThat(mask.other().toFloatArray()).containsExactly(0, 1, 0, 1, 0, 1, 0);

    Mask three = new GlobalFilters(LAYERS, 3).of(manager.create(weights), 7, Ranking.MAGNITUDE);
    assertThat(three.values().toFloatArray())
        .as("1 before 0.5625, though the sums are 2 and 2.25")
        .containsExactly(1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0);
  }

  @Test
  void masks_that_a_selection_writes_are_allowed_and_others_are_refused() {
    SplittableRandom random = new SplittableRandom(1);
    for (int kept = 2; kept <= 5; kept++) {
      GlobalFilters filters = new GlobalFilters(LAYERS, kept);
      for (int draw = 0; draw < 20; draw++) {
        boolean[] best = filters.best(random.doubles(5).toArray());
        Mask mask = Mask.dense(manager, 14, 7);
        filters.write(best, mask);

        assertThat(filters.allows(mask)).isTrue();
        if (kept < 5) {
          assertThat(new GlobalFilters(LAYERS, kept + 1).allows(mask)).isFalse();
        }
      }
    }
    GlobalFilters two = new GlobalFilters(LAYERS, 2);
    Mask emptied = Mask.dense(manager, 14, 7);
    two.write(new boolean[] {false, false, false, true, true}, emptied);
    assertThat(two.allows(emptied)).as("a layer without filters").isFalse();
    Mask parts = Mask.dense(manager, 14, 7);
    two.write(new boolean[] {true, false, false, true, false}, parts);
    parts.other().muli(0);
    assertThat(two.allows(parts)).as("a kept filter's shift").isFalse();
  }

  @Test
  void layers_outside_the_selection_stay_dense() {
    Mask mask =
        new GlobalFilters(List.of(LARGE), 1).of(manager.ones(new Shape(14)), 7, Ranking.SIGNED);

    assertThat(mask.kept()).isEqualTo(6 + 4);
    assertThat(mask.other().toFloatArray()).containsExactly(1, 1, 1, 1, 0, 1, 0);
  }

  @Test
  void an_impossible_number_of_filters_is_refused() {
    assertThatThrownBy(() -> new GlobalFilters(LAYERS, 1))
        .hasMessage("Invalid number of filters to keep: 1, must be from 2 to 5");
    assertThatThrownBy(() -> new GlobalFilters(LAYERS, 6)).hasMessageContaining("from 2 to 5");
  }

  private static Layer convolution(long offset, long filters, long inputs, List<Long> followers) {
    return new Layer(
        "at " + offset,
        List.of(filters, inputs, 1L, 1L),
        offset,
        filters * inputs,
        1,
        1,
        followers);
  }
}
