// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.pruning.model.Layer;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The number of weights that each layer keeps when all keep the same share. */
class LayerCountsTest {

  /**
   * Layers of 6, 6 and 2 weights (the classic example of a remainder that is lost): of 10, λ =
   * 10/14 gives 4.29, 4.29 and 1.43, rounded 4, 4 and 1. The next weight is that with the smallest
   * λ: 4½/6 = 1½/2, a tie, which the first layer wins. Largest remainders would give the third 2 of
   * 10 and 1 of 11.
   */
  @Test
  void counts_are_the_shares_rounded_with_a_total_that_is_exact() {
    List<Layer> layers = layers(6, 6, 2);

    assertThat(uniform(layers, 9)).containsExactly(4L, 4L, 1L);
    assertThat(uniform(layers, 10)).containsExactly(5L, 4L, 1L);
    assertThat(uniform(layers, 11)).containsExactly(5L, 5L, 1L);
    assertThat(uniform(layers, 12)).containsExactly(5L, 5L, 2L);
  }

  @Test
  void no_layer_keeps_more_when_the_total_is_smaller() {
    for (List<Layer> layers :
        List.of(
            layers(6, 6, 2),
            layers(432, 2304, 2304, 4608, 9216, 36_864, 640),
            layers(1, 1, 1, 1, 500, 1, 1),
            layers(3, 5, 7, 11, 13, 17, 19, 23))) {
      long all = layers.stream().mapToLong(Layer::size).sum();
      List<Long> before = LongStream.generate(() -> 0).limit(layers.size()).boxed().toList();
      for (long kept = 0; kept <= all; kept++) {
        List<Long> counts = uniform(layers, kept);
        assertThat(counts.stream().mapToLong(count -> count).sum()).isEqualTo(kept);
        for (int i = 0; i < layers.size(); i++) {
          long size = layers.get(i).size();
          assertThat(counts.get(i)).isBetween(before.get(i), Math.min(before.get(i) + 1, size));
        }
        before = counts;
      }
      assertThat(before).isEqualTo(layers.stream().map(Layer::size).toList());
    }
  }

  /**
   * At any total, one density rounds to all counts: none is more than half a weight away from it.
   */
  @Test
  void one_density_yields_all_counts() {
    List<Layer> layers = layers(432, 2304, 2304, 4608, 9216, 36_864, 640);
    for (long kept : List.of(7L, 100L, 5_000L, 28_185L, 50_000L, 56_368L)) {
      List<Long> counts = uniform(layers, kept);
      double least = 0;
      double most = 1;
      for (int i = 0; i < layers.size(); i++) {
        least = Math.max(least, (counts.get(i) - 0.5) / layers.get(i).size());
        most = Math.min(most, (counts.get(i) + 0.5) / layers.get(i).size());
      }
      assertThat(least).isLessThanOrEqualTo(most);
      assertThat((least + most) / 2).isCloseTo(kept / 56_368.0, within(7 / 56_368.0));
    }
  }

  @Test
  void a_total_that_the_layers_do_not_have_is_refused() {
    assertThatThrownBy(() -> uniform(layers(6, 6, 2), 15))
        .hasMessage("Invalid number to keep: 15, must be from 0 to 14");
    assertThatThrownBy(() -> uniform(layers(6, 6, 2), -1))
        .hasMessage("Invalid number to keep: -1, must be from 0 to 14");
  }

  private static List<Long> uniform(List<Layer> layers, long kept) {
    return LayerCounts.uniform(layers, kept).kept();
  }

  private static List<Layer> layers(long... sizes) {
    return LongStream.of(sizes)
        .mapToObj(size -> new Layer("layer", List.of(size, 1L), 0, size, 1, 1, List.of()))
        .toList();
  }
}
