// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConceptTest {

  /** exp(0.2 ÷ 0.5) ÷ (exp(0.2 ÷ 0.5) + exp(0.1 ÷ 0.5)) = 0.5498. */
  @Test
  void complex_clusters_have_the_larger_share() {
    double[] shares = Concept.shares(new double[] {0.2, 0.1});

    assertThat(shares[0]).isCloseTo(0.5498, within(5e-5));
    assertThat(shares[1]).isCloseTo(0.4502, within(5e-5));
  }

  /** Of 40 images, (30, 10); of 100, 75 are more than the first cluster has: (50, 50). */
  @Test
  void a_cluster_that_is_too_small_leaves_its_share_to_the_others() {
    double[][] entries = Concept.entries(new double[] {0.75, 0.25}, new int[] {50, 100});

    assertThat(cameIn(entries, 40)).containsExactly(30, 10);
    assertThat(cameIn(entries, 100)).containsExactly(50, 50);
    assertThat(cameIn(entries, 150)).containsExactly(50, 100);
  }

  /**
   * At each N, the clusters have min(P·N + λ, size) images for a λ found by bisection, and all of
   * them N together.
   */
  @Test
  void the_images_of_each_number_are_those_of_the_least_squares() {
    SplittableRandom random = new SplittableRandom(3);
    for (int example = 0; example < 30; example++) {
      int clusters = 1 + random.nextInt(6);
      int[] sizes = IntStream.generate(() -> 1 + random.nextInt(40)).limit(clusters).toArray();
      double[] shares = Concept.shares(random.doubles(clusters).toArray());
      double[][] entries = Concept.entries(shares, sizes);
      int all = Arrays.stream(sizes).sum();
      for (int number = 1; number <= all; number++) {
        double[] expected = leastSquares(shares, sizes, number);
        int[] found = cameIn(entries, number);
        for (int cluster = 0; cluster < clusters; cluster++) {
          assertThat((double) found[cluster]).isCloseTo(expected[cluster], within(0.5 + 1e-6));
        }
      }
    }
  }

  private static double[] leastSquares(double[] shares, int[] sizes, int number) {
    double low = 0;
    double high = number;
    for (int round = 0; round < 100; round++) {
      double lambda = (low + high) / 2;
      if (Arrays.stream(images(shares, sizes, number, lambda)).sum() < number) {
        low = lambda;
      } else {
        high = lambda;
      }
    }
    return images(shares, sizes, number, high);
  }

  private static double[] images(double[] shares, int[] sizes, int number, double lambda) {
    return IntStream.range(0, sizes.length)
        .mapToDouble(one -> Math.min(shares[one] * number + lambda, sizes[one]))
        .toArray();
  }

  private static int[] cameIn(double[][] entries, double number) {
    return Arrays.stream(entries)
        .mapToInt(
            ofCluster ->
                (int) Arrays.stream(ofCluster).filter(entry -> entry <= number + 1e-9).count())
        .toArray();
  }

  /**
   * Centers at 5° and 90°, whose images are 5° and 30° from them. The wide cluster has the larger
   * share, so its first image comes in first; of equal distances the first image does.
   */
  @Test
  void wide_clusters_come_first_and_in_them_images_far_from_the_center() {
    double[][] points = {at(0), at(10), at(5), at(60), at(120), at(85)};
    double[] scores = Concept.scores(points, new double[][] {at(5), at(90)});

    Integer[] order = {0, 1, 2, 3, 4, 5};
    Arrays.sort(order, (one, other) -> Double.compare(scores[other], scores[one]));
    assertThat(order[0]).isEqualTo(3);
    assertThat(Arrays.asList(order).indexOf(3)).isLessThan(Arrays.asList(order).indexOf(4));
    assertThat(Arrays.asList(order).indexOf(4)).isLessThan(Arrays.asList(order).indexOf(5));
    assertThat(Arrays.asList(order).indexOf(0)).isLessThan(Arrays.asList(order).indexOf(1));
    assertThat(Arrays.asList(order).indexOf(1)).isLessThan(Arrays.asList(order).indexOf(2));
    // d_inter is 1 − cos 85° for both; d_intra (2·0.0038 + 0) ÷ 3 and (2·0.1340 + 0.0038) ÷ 3.
    double inter = 1 - Math.cos(Math.toRadians(85));
    double narrow = 2 * (1 - Math.cos(Math.toRadians(5))) / 3 * inter;
    double wide = (2 * (1 - Math.cos(Math.toRadians(30))) + 1 - Math.cos(Math.toRadians(5))) / 3;
    double share = 1 / (1 + Math.exp((narrow - wide * inter) / 0.5));
    assertThat(scores[3]).isCloseTo(-0.5 / share, within(1e-9));
  }

  private static double[] at(double degrees) {
    return new double[] {Math.cos(Math.toRadians(degrees)), Math.sin(Math.toRadians(degrees))};
  }
}
