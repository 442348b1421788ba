// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.pruning.mask.Channels;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.LayerCounts;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.NofM;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Layer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The masks of gradual magnitude pruning, by hand on two layers of 8 and 4 weights. */
class GmpTest {
  private static final List<Layer> LAYERS =
      List.of(
          new Layer("a", List.of(2L, 4L), 0, 8, 1, 1, List.of()),
          new Layer("b", List.of(1L, 4L), 8, 4, 1, 1, List.of()));

  private final NDManager manager = NDManager.newBaseManager();

  /** The magnitudes of the first layer are 1 to 8, those of the second 0.1 to 0.4. */
  private final NDArray weights =
      manager.create(new float[] {1, -8, 2, -7, 3, -6, 4, -5, 0.4f, -0.1f, 0.3f, -0.2f});

  @AfterEach
  void close() {
    manager.close();
  }

  /**
   * To 3/4 in two updates: s_1 = 3/4 · (1 − (1/2)³) = 21/32 leaves 12 · 11/32 = 4.1 weights, 2.7 of
   * the first layer and 1.3 of the second; s_2 = 3/4 leaves 3, 2 and 1.
   */
  @Test
  void each_layer_loses_its_smallest_weights_up_to_the_sparsity_of_the_update() {
    assertThat(masks(Map.of()))
        .containsExactly(
            new float[] {0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0},
            new float[] {0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0});
  }

  /** The four and the three largest of all are in the first layer. */
  @Test
  void the_global_scope_ranks_the_weights_of_all_layers_together() {
    assertThat(masks(Map.of("scope", "global")))
        .containsExactly(
            new float[] {0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0},
            new float[] {0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0});
  }

  /** The masks after both updates. */
  private List<float[]> masks(Map<String, ?> settings) {
    Gmp gmp = (Gmp) Methods.ALL.choose("gmp", settings).value();
    Sparsity target = new Sparsity(0.75);
    Mask mask = Mask.dense(manager, 12, 0);
    return List.of(1, 2).stream()
        .map(
            update -> {
              Sparsity now = Gmp.sparsityAfter(update, 2, 0, target);
              gmp.selection(new Unstructured(), LAYERS, now).narrow(mask, weights);
              return mask.values().toFloatArray();
            })
        .toList();
  }

  /** Half a weight of a layer is the most that rounding adds or removes here. */
  @Test
  void every_layer_ends_with_the_target_sparsity_up_to_rounding() {
    for (int removed = 0; removed < 12; removed++) {
      Sparsity target = new Sparsity(removed / 12.0);
      LayerCounts counts = (LayerCounts) Gmp.DEFAULTS.selection(new Unstructured(), LAYERS, target);

      assertThat(counts.groupsKept()).isEqualTo(12 - removed);
      for (int i = 0; i < 2; i++) {
        double share = target.density() * LAYERS.get(i).size();
        assertThat(Math.abs(counts.kept().get(i) - share)).isLessThanOrEqualTo(0.5);
      }
    }
  }

  @Test
  void structures_whose_layers_keep_one_share_have_no_other_scope() {
    PruningMethod global = Methods.ALL.choose("gmp", Map.of("scope", "global")).value();

    assertThat(global.refuses(new Unstructured())).isEmpty();
    for (Granularity structure : List.of(new Filters(), new Channels(), new NofM(2, 4))) {
      assertThat(Gmp.DEFAULTS.refuses(structure)).isEmpty();
      assertThat(Gmp.DEFAULTS.selection(structure, LAYERS, new Sparsity(0.5)))
          .isEqualTo(structure.selection(LAYERS, new Sparsity(0.5)));
      assertThat(global.refuses(structure))
          .isEqualTo(Optional.of("all layers keep the same share there, so scope must be layer"));
    }
  }
}
