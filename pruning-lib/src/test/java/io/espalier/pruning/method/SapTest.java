// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.index.NDIndex;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.NofM;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Sap.Survivors;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.ResNet20s;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SapTest {

  /** p ½, q 1, γ 1: of equal weights none is lost, of (1, 0, 0, 0) three, of (4, 1, 1, 0) one. */
  @Test
  void what_a_layer_loses_in_cases_worked_by_hand() {
    assertThat(layer(1, 1, 1, 1).lost(1, 0.9)).isCloseTo(0, within(1e-9));
    assertThat(layer(1, 0, 0, 0).lost(1, 0.9)).isCloseTo(3, within(1e-9));
    assertThat(layer(4, 1, 1, 0).lost(1, 0.9)).isCloseTo(1, within(1e-9));
    assertThat(layer(1, 0, 0, 0).lost(1, 0.5)).as("at most β").isEqualTo(2);
    assertThat(layer().lost(1, 0.9)).isZero();
    assertThat(layer(0, 0).lost(1, 0.9)).as("no index").isCloseTo(0, within(1e-9));
  }

  /** Shares 0, ¾ and ¼ of four weights: γ 1 removes four, γ ½ removes 1.5 and 0.5. */
  @Test
  void gamma_follows_from_the_number_that_a_round_removes() {
    List<Survivors> layers = List.of(layer(1, 1, 1, 1), layer(1, 0, 0, 0), layer(4, 1, 1, 0));

    assertThat(Sap.DEFAULTS.removed(layers, 4)).containsExactly(0L, 3L, 1L);
    assertThat(Sap.DEFAULTS.removed(layers, 1)).containsExactly(0L, 1L, 0L);
    assertThat(Sap.DEFAULTS.removed(layers, 0)).containsExactly(0L, 0L, 0L);
    // β of the third is 3.6: only then does the first lose any.
    assertThat(Sap.DEFAULTS.removed(layers, 6)).containsExactly(0L, 3L, 3L);
    assertThat(Sap.DEFAULTS.removed(layers, 7)).containsExactly(1L, 3L, 3L);
    assertThat(Sap.DEFAULTS.removed(layers, 10)).containsExactly(4L, 3L, 3L);
    assertThat(Sap.DEFAULTS.removed(layers, 12)).containsExactly(4L, 4L, 4L);
  }

  /** Of d weights of which k are equal and the others 0, I = 1 − k / d, and r = k. */
  @Test
  void rounding_needs_no_more_weights_than_there_are() {
    for (int size = 1; size <= 60; size++) {
      for (int equal = 1; equal < size; equal++) {
        double[] sizes = new double[size];
        Arrays.fill(sizes, 0, equal, 0.3);
        assertThat(layer(sizes).share()).isEqualTo(1 - (double) equal / size);
      }
    }
  }

  /**
   * β of one weight is 0.9 and of 20 equal ones 18: the second layer loses the one that is left.
   */
  @Test
  void a_layer_is_emptied_only_if_all_others_are_down_to_one_weight() {
    double[] twenty = new double[20];
    Arrays.fill(twenty, 1);
    List<Survivors> layers = List.of(layer(1), layer(twenty));

    assertThat(Sap.DEFAULTS.removed(layers, 19)).containsExactly(0L, 19L);
    assertThat(Sap.DEFAULTS.removed(layers, 20)).containsExactly(1L, 19L);
  }

  @Test
  void the_number_is_exact_and_grows_with_the_index_of_a_layer() {
    SplittableRandom random = new SplittableRandom(5);
    for (int trial = 0; trial < 200; trial++) {
      List<Survivors> layers =
          IntStream.range(0, 8)
              .mapToObj(i -> layer(random.doubles(random.nextInt(1, 60)).map(d -> d * d).toArray()))
              .toList();
      long all = layers.stream().mapToLong(Survivors::count).sum();
      long wanted = random.nextLong(all);
      List<Long> removed = Sap.DEFAULTS.removed(layers, wanted);
      assertThat(removed.stream().mapToLong(count -> count).sum()).isEqualTo(wanted);
      for (int i = 0; i < layers.size(); i++) {
        assertThat(removed.get(i)).isBetween(0L, layers.get(i).count());
      }
    }
  }

  @Test
  void a_round_keeps_the_exact_count_and_the_largest_of_each_layers_survivors() throws Exception {
    try (TinyRun run = new TinyRun(new ResNet20s(0.25).block(4))) {
      Pruned pruned = run.prune("sap", Map.of(), 0.2);

      assertThat(pruned.mask().kept()).isEqualTo(Math.round(0.8 * run.net.prunable()));
      float[] weights = run.trained.weights().toFloatArray();
      float[] mask = pruned.mask().values().toFloatArray();
      for (Layer layer : run.net.layers()) {
        Map<Boolean, Double> sizes = extremes(layer, weights, mask);
        assertThat(sizes.get(true)).isGreaterThanOrEqualTo(sizes.get(false));
      }
      assertThat(run.weights)
          .as("rewound to the initial weights")
          .isEqualTo(pruned.mask().values().mul(run.initial.weights()).toFloatArray());
    }
  }

  /** The smallest magnitude kept, and the largest removed. */
  private static Map<Boolean, Double> extremes(Layer layer, float[] weights, float[] mask) {
    int from = (int) layer.offset();
    Map<Boolean, List<Double>> sizes =
        IntStream.range(from, from + (int) layer.size())
            .boxed()
            .collect(
                Collectors.partitioningBy(
                    i -> mask[i] == 1,
                    Collectors.mapping(i -> (double) Math.abs(weights[i]), Collectors.toList())));
    return Map.of(
        true,
        sizes.get(true).stream().mapToDouble(d -> d).min().orElse(Double.POSITIVE_INFINITY),
        false,
        sizes.get(false).stream().mapToDouble(d -> d).max().orElse(0));
  }

  /** A layer of which the previous round left one large weight loses less than by its own size. */
  @Test
  void what_earlier_rounds_removed_counts_neither_for_the_index_nor_for_the_share() {
    try (TinyRun run = new TinyRun(new ResNet20s(0.25).block(4))) {
      PruningRun input = run.run(Sap.DEFAULTS, new Unstructured(), 0.5, Optional.empty());
      Mask mask = Mask.dense(run.net);
      Layer first = run.net.layers().get(0);
      for (long i = first.offset() + 1; i < first.offset() + first.size(); i++) {
        mask.values().set(new NDIndex(i), 0f);
      }
      Sap.DEFAULTS.narrow(input, mask);

      assertThat(mask.values().getFloat(first.offset())).as("one weight is needed").isOne();
      assertThat(mask.kept(first.offset(), first.size())).isOne();
      assertThat(mask.kept()).isEqualTo(input.selection().groupsKept());
    }
  }

  @Test
  void only_single_weights_are_accepted() {
    assertThat(Sap.DEFAULTS.refuses(new Unstructured())).isEmpty();
    assertThat(Sap.DEFAULTS.refuses(new Filters())).isPresent();
    assertThat(Sap.DEFAULTS.refuses(new NofM(2, 4))).isPresent();
    assertThatThrownBy(
            () ->
                Methods.ALL.choose(
                    "sap", Map.of("eta", -1.0, "most", 0.1, "norm_q", 0.5, "retrain", "bn")))
        .hasMessageContaining("Invalid norm_q: 0.5, must be greater than norm_p");
    assertThatThrownBy(
            () -> Methods.ALL.choose("sap", Map.of("eta", -1.0, "most", 0.1, "retrain", "bn")))
        .hasMessageContaining("Invalid eta: -1.0, must be a finite number of at least 0")
        .hasMessageContaining("Invalid most: 0.1, must be at least 0.2 and less than 1")
        .hasMessageContaining("must be all, or else set rewind above 0");
  }

  private static Survivors layer(double... sizes) {
    return Survivors.of(Sap.DEFAULTS, sizes);
  }
}
