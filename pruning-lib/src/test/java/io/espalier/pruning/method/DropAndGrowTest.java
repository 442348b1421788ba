// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Learner;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DropAndGrowTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /**
   * First layer: half of the four kept weights are dropped, those with the smallest |w|: 0.1 and
   * −0.2. The four weights not kept then have gradients 5, 4, 9 and −7; the last two are added, one
   * of which has just been dropped. The second layer keeps one weight, of which floor(1/2) = 0 are
   * dropped, although its gradients are larger.
   */
  @Test
  void the_smallest_weights_of_a_layer_are_replaced_by_those_with_the_largest_gradients() {
    List<Layer> layers =
        List.of(
            new Layer("a", List.of(6L, 1L), 0, 6, 1, 1, List.of()),
            new Layer("b", List.of(2L, 1L), 6, 2, 1, 1, List.of()));
    NDArray weights = manager.create(new float[] {0.1f, -0.2f, 3, -4, 0, 0, 8, 0});
    NDArray velocity = manager.create(new float[] {1, 1, 1, 1, 0, 0, 1, 0});
    NDArray none = manager.zeros(new Shape(0));
    Mask mask = new Mask(manager.create(new float[] {1, 1, 1, 1, 0, 0, 1, 0}), none);
    Learner learner =
        new Learner(
            new NetworkState(weights, none, none), mask, Map.of(PruningRun.VELOCITY, velocity));

    new DropAndGrow(layers)
        .exchange(learner, manager.create(new float[] {5, -7, 99, 99, 4, 9, 99, 99}), 0.5);

    assertThat(mask.values().toFloatArray()).containsExactly(0, 1, 1, 1, 0, 1, 1, 0);
    assertThat(weights.toFloatArray())
        .usingComparatorWithPrecision(0f) // -0 is 0
        .containsExactly(0, 0, 3, -4, 0, 0, 8, 0);
    assertThat(velocity.toFloatArray()).containsExactly(0, 0, 1, 1, 0, 0, 1, 0);
  }

  @Test
  void the_number_kept_in_every_layer_stays_and_grown_weights_start_at_0() {
    List<Layer> layers =
        List.of(
            new Layer("a", List.of(40L, 1L), 0, 40, 1, 1, List.of()),
            new Layer("b", List.of(60L, 1L), 40, 60, 1, 1, List.of()));
    NDArray none = manager.zeros(new Shape(0));
    for (long seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      NDArray kept = random(random).gt(random.nextDouble() - 0.5).toType(DataType.FLOAT32, true);
      NDArray weights = random(random).mul(kept);
      Mask mask = new Mask(kept.duplicate(), none);
      Learner learner =
          new Learner(
              new NetworkState(weights, none, none),
              mask,
              Map.of(PruningRun.VELOCITY, random(random).mul(kept)));

      new DropAndGrow(layers).exchange(learner, random(random), random.nextDouble());

      assertThat(mask.kept(0, 40)).as("seed %d", seed).isEqualTo(new Mask(kept, none).kept(0, 40));
      assertThat(mask.kept(40, 60)).isEqualTo(new Mask(kept, none).kept(40, 60));
      for (NDArray vector : List.of(weights, learner.memory().get(PruningRun.VELOCITY))) {
        assertThat(vector.mul(mask.values().mul(kept).sub(1)).abs().max().getFloat())
            .as("seed %d: outside of what was kept before and after", seed)
            .isZero();
      }
    }
  }

  private NDArray random(SplittableRandom random) {
    float[] values = new float[100];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextDouble() - 0.5);
    }
    return manager.create(values);
  }

  @Test
  void the_exchanged_share_decays_by_a_cosine_to_0() {
    assertThat(DropAndGrow.cosine(0.3, 0)).isCloseTo(0.3, within(1e-12));
    assertThat(DropAndGrow.cosine(0.3, 0.5)).isCloseTo(0.15, within(1e-12));
    assertThat(DropAndGrow.cosine(0.3, 1)).isCloseTo(0, within(1e-12));
  }
}
