// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.pruning.method.DistortionCurve.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeastDistortionTest {

  /**
   * Two layers of three weights. Two removed: (2, 0) costs 2.5, (1, 1) 5, (0, 2) 4.5. Three
   * removed: (1, 2) costs 5.5, (2, 1) 6.5, (3, 0) 6, (0, 3) 9; going on from (2, 0) would cost 6.
   */
  @Test
  void the_optimum_is_not_what_going_on_from_a_smaller_one_finds() {
    List<DistortionCurve> curves = List.of(curve(0, 1, 2.5, 6), curve(0, 4, 4.5, 9));

    assertThat(LeastDistortion.removing(curves, 2)).containsExactly(2L, 0L);
    assertThat(LeastDistortion.removing(curves, 3)).containsExactly(1L, 2L);
    assertThat(LeastDistortion.removing(curves, 0)).containsExactly(0L, 0L);
    assertThat(LeastDistortion.removing(curves, 6)).containsExactly(3L, 3L);
  }

  @Test
  void no_other_counts_have_a_smaller_sum_and_more_removed_never_costs_less() {
    SplittableRandom random = new SplittableRandom(7);
    for (int trial = 0; trial < 50; trial++) {
      List<DistortionCurve> curves = List.of(grown(random, 5), grown(random, 3), grown(random, 7));
      double before = 0;
      for (int removed = 0; removed <= 15; removed++) {
        List<Long> counts = LeastDistortion.removing(curves, removed);
        assertThat(counts.stream().mapToLong(count -> count).sum()).isEqualTo(removed);
        double sum = sum(curves, counts);
        assertThat(sum).isCloseTo(least(curves, removed), within(1e-12));
        assertThat(sum).isGreaterThanOrEqualTo(before - 1e-12);
        before = sum;
      }
    }
  }

  @Test
  void of_equal_sums_earlier_layers_lose_more() {
    DistortionCurve line = curve(0, 1, 2, 3);

    assertThat(LeastDistortion.removing(List.of(line, line), 4)).containsExactly(3L, 1L);
  }

  @Test
  void equal_convex_curves_lose_equal_counts() {
    DistortionCurve convex = curve(0, 1, 4, 9, 16, 25);

    assertThat(LeastDistortion.removing(List.of(convex, convex, convex), 9))
        .containsExactly(3L, 3L, 3L);
  }

  /**
   * 45,000 weights are removed in units of 5. Distortion 1 a weight in the first layer and 2 in the
   * others: all 14,999 of the first go, as 2,999 units and a rest of 4, then others.
   */
  @Test
  void counts_are_exact_where_weights_are_removed_in_units() {
    DistortionCurve cheap = line(14_999, 14_999);
    DistortionCurve dear = line(14_998, 2 * 14_998);
    List<DistortionCurve> curves = List.of(dear, cheap, dear);

    assertThat(LeastDistortion.removing(curves, 3)).containsExactly(0L, 3L, 0L);
    assertThat(LeastDistortion.removing(curves, 14_999)).containsExactly(0L, 14_999L, 0L);
    assertThat(LeastDistortion.removing(curves, 44_995)).containsExactly(14_998L, 14_999L, 14_998L);
    for (long removed : new long[] {1, 14_998, 15_001, 29_998, 44_994}) {
      List<Long> counts = LeastDistortion.removing(curves, removed);
      assertThat(counts.stream().mapToLong(count -> count).sum()).isEqualTo(removed);
      assertThat(sum(curves, counts))
          .isCloseTo(Math.min(removed, 14_999) + 2.0 * Math.max(0, removed - 14_999), within(5.0));
    }
  }

  @Test
  void more_than_the_layers_can_lose_is_refused() {
    assertThatThrownBy(() -> LeastDistortion.removing(List.of(curve(0, 1), curve(0, 1)), 3))
        .hasMessage("Invalid number to remove: 3, must be from 0 to 2");
  }

  @Test
  void a_curve_is_linear_between_its_points() {
    DistortionCurve curve =
        new DistortionCurve(List.of(new Point(0, 0), new Point(4, 2), new Point(6, 8)));

    assertThat(curve.at(3)).isEqualTo(1.5);
    assertThat(curve.at(5)).isEqualTo(5);
    assertThat(curve.atMultiplesOf(2)).containsExactly(0, 1, 2, 8);
    assertThat(curve.atMultiplesOf(4)).containsExactly(0, 2);
  }

  /** The distortions of 0, 1, 2, … weights. */
  private static DistortionCurve curve(double... distortions) {
    return new DistortionCurve(
        IntStream.range(0, distortions.length)
            .mapToObj(removed -> new Point(removed, distortions[removed]))
            .toList());
  }

  private static DistortionCurve line(long size, double end) {
    return new DistortionCurve(List.of(new Point(0, 0), new Point(size, end)));
  }

  private static DistortionCurve grown(SplittableRandom random, int size) {
    List<Double> values = new ArrayList<>(List.of(0.0));
    for (int i = 0; i < size; i++) {
      values.add(values.get(i) + random.nextDouble());
    }
    return curve(values.stream().mapToDouble(value -> value).toArray());
  }

  private static double sum(List<DistortionCurve> curves, List<Long> counts) {
    return IntStream.range(0, curves.size())
        .mapToDouble(i -> curves.get(i).at(counts.get(i)))
        .sum();
  }

  /** The least sum of three layers, by trying all counts. */
  private static double least(List<DistortionCurve> curves, long removed) {
    double least = Double.POSITIVE_INFINITY;
    for (long a = 0; a <= curves.get(0).most(); a++) {
      for (long b = 0; b <= curves.get(1).most(); b++) {
        long c = removed - a - b;
        if (c >= 0 && c <= curves.get(2).most()) {
          least = Math.min(least, sum(curves, Arrays.asList(a, b, c)));
        }
      }
    }
    return least;
  }
}
