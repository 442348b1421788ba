// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class PqIndexTest {
  private static final PqIndex HALF = PqIndex.DEFAULT;

  /**
   * p ½, q 1: 1 − (Σ√|w|)² / (d·Σ|w|). Of (4, 1, 1, 0): 1 − 16 / 24 = ⅓, and at least 4·⅔ are
   * needed.
   */
  @Test
  void the_index_of_vectors_worked_by_hand() {
    assertThat(index(HALF, 1, 1, 1, 1)).isZero();
    assertThat(index(HALF, 1, 0, 0, 0)).isCloseTo(0.75, within(1e-15));
    assertThat(index(HALF, 4, 1, 1, 0)).isCloseTo(1 / 3.0, within(1e-15));
    assertThat(HALF.needed(4, 0.75, 0)).isCloseTo(1, within(1e-12));
    assertThat(HALF.needed(4, 1 / 3.0, 0)).isCloseTo(8 / 3.0, within(1e-12));
  }

  /** p 1, q 2: 1 − ‖w‖₁ / (√d·‖w‖₂) = 1 − 7 / (2·5), and at least 4·0.7² are needed. */
  @Test
  void the_index_of_other_norms() {
    PqIndex two = new PqIndex(1, 2);

    assertThat(index(two, 3, 4, 0, 0)).isCloseTo(0.3, within(1e-15));
    assertThat(two.needed(4, 0.3, 0)).isCloseTo(1.96, within(1e-12));
    // (1 + η)^(−q/(q − p)) = 1.25^−2
    assertThat(two.needed(4, 0.3, 0.25)).isCloseTo(1.96 * 0.64, within(1e-12));
  }

  @Test
  void scale_and_repetition_change_nothing_and_the_index_is_within_its_bounds() {
    SplittableRandom random = new SplittableRandom(3);
    for (PqIndex norms : new PqIndex[] {HALF, new PqIndex(1, 2), new PqIndex(0.3, 1.7)}) {
      for (int size = 1; size <= 20; size++) {
        double[] sizes = random.doubles(size).toArray();
        double index = index(norms, sizes);
        double[] scaled = Arrays.stream(sizes).map(value -> 1e-300 * value).toArray();
        double[] twice = DoubleStream.concat(Arrays.stream(sizes), Arrays.stream(sizes)).toArray();
        assertThat(index(norms, scaled)).isCloseTo(index, within(1e-12));
        assertThat(index(norms, twice)).isCloseTo(index, within(1e-12));
        assertThat(index)
            .isBetween(0.0, 1 - Math.pow(size, 1 / norms.normQ() - 1 / norms.normP()) + 1e-12);
      }
    }
  }

  @Test
  void rounding_makes_no_index_negative() {
    for (int size = 2; size <= 60; size++) {
      for (int less = 1; less < size; less++) {
        double[] sizes = new double[size];
        Arrays.fill(sizes, 1);
        Arrays.fill(sizes, 0, less, Math.nextDown(1f));
        assertThat(index(HALF, sizes)).isBetween(0.0, 1e-14);
      }
    }
  }

  @Test
  void a_vector_of_zeros_has_no_index() {
    assertThat(HALF.of()).isEmpty();
    assertThat(HALF.of(0, 0)).isEmpty();
    assertThatThrownBy(() -> new PqIndex(1, 1))
        .hasMessage("Invalid norm_q: 1.0, must be greater than norm_p");
  }

  private static double index(PqIndex norms, double... sizes) {
    return norms.of(sizes).orElseThrow();
  }
}
