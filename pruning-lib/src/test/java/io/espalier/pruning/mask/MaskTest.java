// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.model.Layer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MaskTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void narrowing_a_mask_never_restores_a_removed_weight() {
    Mask mask = mask(0, 1, 1, 0, 1, 1);
    NDArray weights = manager.create(new float[] {0, 0, -3, 9, 0, 1});

    keeping(3, 6).narrow(mask, weights);

    assertThat(mask.values().toFloatArray()).containsExactly(0, 1, 1, 0, 0, 1);
  }

  @Test
  void the_first_weight_is_packed_into_the_lowest_bit() {
    Mask mask = mask(1, 0, 0, 1, 0, 0, 0, 0, 0, 1);

    assertThat(mask.packed()).containsExactly(0b1001, 0b10);
    assertThat(Mask.unpacked(manager, mask.packed(), 10, 0).values()).isEqualTo(mask.values());
  }

  @Test
  void kept_weights_are_counted_in_total_and_in_a_range() {
    Mask mask = mask(1, 0, 0, 1, 1);

    assertThat(mask.kept()).isEqualTo(3);
    assertThat(mask.kept(1, 3)).isEqualTo(1);
  }

  @Test
  void a_projection_updates_earlier_views_of_the_mask() {
    Mask mask = Mask.dense(manager, 4, 0);
    NDArray view = mask.values().reshape(2, 2);

    keeping(2, 4).project(manager.create(new float[] {1, 4, 3, 2}), Ranking.MAGNITUDE, mask);

    assertThat(view.toFloatArray()).containsExactly(0, 1, 1, 0);
  }

  private Mask mask(float... values) {
    return new Mask(manager.create(values), manager.zeros(new Shape(0)));
  }

  private static Selection keeping(int kept, int of) {
    Layer layer = new Layer("weight", List.of((long) of, 1L), 0, of, 1, 1, List.of());
    return new Unstructured().selection(List.of(layer), new Sparsity(1 - (double) kept / of));
  }
}
