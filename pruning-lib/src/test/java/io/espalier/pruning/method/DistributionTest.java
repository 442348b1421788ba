// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.pruning.model.Layer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistributionTest {
  /** 2 filters × 1 input × 3×3 = 18 weights, (2 + 1 + 3 + 3) / 18 = 1/2. */
  private static final Layer SMALL = layer(18, 2, 1, 3, 3);

  /** 10 × 6 × 3×3 = 540 weights, (10 + 6 + 3 + 3) / 540 = 11/270. */
  private static final Layer LARGE = layer(540, 10, 6, 3, 3);

  /** 10 × 10 = 100 weights, 20/100 = 1/5. */
  private static final Layer LINEAR = layer(100, 10, 10);

  /**
   * Numerators 9, 22 and 20 of 51 in all. 100 kept of 658: 100·9/51 = 17.65 of 18, 43.14, 39.22;
   * none is over its size. Rounded down 17 + 43 + 39 = 99; the largest remainder is the first's.
   */
  @Test
  void erk_keeps_weights_in_proportion_to_the_sum_of_a_layers_dimensions() {
    assertThat(Distribution.ERK.counts(List.of(SMALL, LARGE, LINEAR), 100))
        .contains(List.of(18L, 43L, 39L));
  }

  /**
   * 300 kept: the first would keep 300·9/51 = 52.9 of 18 and the third 117.6 of 100: both are
   * dense, and the second keeps the other 182.
   */
  @Test
  void weights_beyond_the_size_of_a_layer_go_to_the_other_layers() {
    assertThat(Distribution.ERK.counts(List.of(SMALL, LARGE, LINEAR), 300))
        .contains(List.of(18L, 182L, 100L));
  }

  /** A tenth of 658 is 65.8: 1.8, 54, 10 with 66 kept; the remainder goes to the first. */
  @Test
  void uniform_keeps_the_same_density_in_every_layer() {
    assertThat(Distribution.UNIFORM.counts(List.of(SMALL, LARGE, LINEAR), 66))
        .contains(List.of(2L, 54L, 10L));
  }

  @Test
  void every_count_is_exact_and_no_layer_keeps_more_than_it_has() {
    List<Layer> layers = List.of(SMALL, LARGE, LINEAR);
    for (Distribution distribution : List.of(Distribution.UNIFORM, Distribution.ERK)) {
      for (long kept = 0; kept <= 658; kept++) {
        List<Long> counts = distribution.counts(layers, kept).orElseThrow();
        assertThat(counts.stream().mapToLong(c -> c).sum()).as("%s", distribution).isEqualTo(kept);
        for (int i = 0; i < layers.size(); i++) {
          assertThat(counts.get(i)).isBetween(0L, layers.get(i).size());
        }
      }
    }
  }

  private static Layer layer(long size, long... shape) {
    return new Layer("layer", Arrays.stream(shape).boxed().toList(), 0, size, 1, 1, List.of());
  }
}
