// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.espalier.pruning.mask.LayerCounts;
import io.espalier.pruning.mask.Mask;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The number of weights that gradual methods keep of 192 · 50 + 50 · 4 = 9,800, in four updates.
 */
class GradualCutsTest {
  private final TinyRun run =
      new TinyRun(
          new SequentialBlock()
              .add(Blocks.batchFlattenBlock())
              .add(Linear.builder().setUnits(50).build())
              .add(Activation::relu)
              .add(Linear.builder().setUnits(4).build()));

  @AfterEach
  void close() {
    run.close();
  }

  /**
   * To 0.5582: 0.5582·37/64 = 0.322709, ·7/8 = 0.488425, ·63/64 = 0.549478. Left are 6,637.45,
   * 5,013.44, 4,415.11 and 4,329.64; the second is near round 3, 0.488, which leaves 5,017.6.
   */
  @ParameterizedTest
  @ValueSource(strings = {"gmp", "granet"})
  void every_update_keeps_its_exact_count(String method) throws Exception {
    run.prune(method, inFour(Map.of()), 0.5582);

    assertThat(run.cuts).containsExactly(6_637L, 5_013L, 4_415L, 4_330L);
  }

  /**
   * From 0.2003, near round 1, which leaves 7,840, to 0.7: left are 0.7997 · 9,800 = 7,837.06, and
   * then (0.3 + 0.4997·left³)·9,800 with left = 3/4, 1/2, 1/4, 0: 5,005.95, 3,552.13, 3,016.52 and
   * 2,940.
   */
  @ParameterizedTest
  @ValueSource(strings = {"layer", "global"})
  void gmp_starts_with_exactly_the_configured_initial_sparsity(String scope) throws Exception {
    run.prune("gmp", inFour(Map.of("initial_sparsity", 0.2003, "scope", scope)), 0.7);

    assertThat(run.cuts).containsExactly(7_837L, 5_006L, 3_552L, 3_017L, 2_940L);
  }

  /**
   * ERK densities are in the ratio of (192 + 50)/9,600 and (50 + 4)/200; the second layer would
   * keep more than its 200 weights, so it is dense, and the first keeps the other 7,637 of 7,837.
   */
  @Test
  void granet_starts_with_a_random_mask_with_erk_densities() throws Exception {
    run.prune("granet", inFour(Map.of("initial_sparsity", 0.2003)), 0.7);

    NDArray kept = run.manager.create(run.weights).neq(0).toType(DataType.FLOAT32, false);
    Mask mask = new Mask(kept, run.manager.zeros(new Shape(0)));
    NDArray sizes = run.initial.weights().abs();
    assertThat(LayerCounts.of(run.net.layers(), mask).kept()).containsExactly(7_637L, 200L);
    assertThat(sizes.mul(kept).sum().getFloat() / 7_837)
        .as("kept are not larger than others")
        .isCloseTo(sizes.sum().getFloat() / 9_800, withinPercentage(10));
    assertThat(run.cuts).containsExactly(5_006L, 3_552L, 3_017L, 2_940L);
  }

  /**
   * Of 9,600 and 200 weights, 4,330 are kept at the end: 4,241.6 and 88.4 with one density, which
   * is 55.81 % and 56 % removed. After 6,637 it is 6,501.6 and 135.4.
   */
  @Test
  void gmp_prunes_every_layer_to_the_target_by_default() throws Exception {
    Pruned layers = run.prune("gmp", inFour(Map.of()), 0.5582);
    Pruned network = run.prune("gmp", inFour(Map.of("scope", "global")), 0.5582);

    assertThat(LayerCounts.of(run.net.layers(), layers.mask()).kept()).containsExactly(4_242L, 88L);
    assertThat(LayerCounts.uniform(run.net.layers(), 6_637).kept()).containsExactly(6_502L, 135L);
    assertThat(network.mask().kept()).isEqualTo(4_330);
    assertThat(LayerCounts.of(run.net.layers(), network.mask()).kept().get(1))
        .as("its weights are larger, as it has fewer inputs")
        .isGreaterThan(120);
  }

  /** Twelve steps, of which every third is followed by an update. */
  private static Map<String, Object> inFour(Map<String, Object> settings) {
    Map<String, Object> all =
        new HashMap<>(Map.of("epochs", 4, "begin", 0.0, "end", 1.0, "interval", 0.25));
    all.putAll(settings);
    return all;
  }
}
