// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cases worked by hand, and the moments of random corruptions. */
@Tag("any-processor")
class CorruptionTest {
  private static final int MANY = 40_000;
  private static final Offset<Double> NEAR = within(1e-12);

  /** The mean is 0.4, and half of the distance to it is left. */
  @Test
  void contrast_brings_the_values_of_a_channel_nearer_to_their_mean() {
    assertThat(corrupted(Corruption.CONTRAST, 2, 1, 2, 0.2, 0.6))
        .containsExactly(new double[] {0.3, 0.5}, NEAR);
    assertThat(corrupted(Corruption.CONTRAST, 2, 2, 2, 0.2, 0.6, 1, 0.8))
        .as("each channel has its own mean")
        .containsExactly(new double[] {0.3, 0.5, 0.95, 0.85}, NEAR);
  }

  /**
   * Severity 2 adds 0.1 to the largest channel. Pixels: (0.2, 0.4, 0.1), black, (0, 0.95, 0.38).
   */
  @Test
  void brightness_keeps_the_ratios_of_channels_and_ends_at_white() {
    assertThat(corrupted(Corruption.BRIGHTNESS, 2, 3, 3, 0.2, 0, 0, 0.4, 0, 0.95, 0.1, 0, 0.38))
        .containsExactly(new double[] {0.25, 0.1, 0, 0.5, 0.1, 1, 0.125, 0.1, 0.4}, NEAR);
  }

  @Test
  void gaussian_noise_has_its_deviation() {
    double[] noisy = corrupted(Corruption.GAUSSIAN_NOISE, 5, 1, 200, filled(MANY, 0.5));

    assertThat(mean(noisy)).isCloseTo(0.5, within(0.002));
    assertThat(deviation(noisy)).isCloseTo(0.1, within(0.002));
  }

  /** Poisson(50 · 0.5) ÷ 50 has the mean 0.5 and the deviation √25 ÷ 50. */
  @Test
  void shot_noise_has_the_moments_of_counted_photons() {
    double[] noisy = corrupted(Corruption.SHOT_NOISE, 5, 1, 200, filled(MANY, 0.5));

    assertThat(mean(noisy)).isCloseTo(0.5, within(0.002));
    assertThat(deviation(noisy)).isCloseTo(0.1, within(0.002));
    assertThat(Arrays.stream(noisy).map(value -> value * 50 - Math.rint(value * 50)))
        .as("whole photons")
        .allSatisfy(rest -> assertThat(rest).isCloseTo(0, within(1e-9)));
    assertThat(corrupted(Corruption.SHOT_NOISE, 1, 1, 2, 0, 0)).containsExactly(0, 0);
  }

  /** For a mean of 2, P(X ≤ 0) = 0.1353, P(X ≤ 1) = 0.4060 and P(X ≤ 2) = 0.6767. */
  @Test
  void a_poisson_variable_inverts_its_distribution_function() {
    Poisson two = Poisson.of(2);

    assertThat(two.sample(0)).isZero();
    assertThat(two.sample(0.1353)).isZero();
    assertThat(two.sample(StrictMath.exp(-2))).as("not less than P(X ≤ 0)").isEqualTo(1);
    assertThat(two.sample(0.1354)).isEqualTo(1);
    assertThat(two.sample(0.4060)).isEqualTo(1);
    assertThat(two.sample(0.4061)).isEqualTo(2);
    assertThat(two.sample(0.6767)).isEqualTo(3);
    assertThat(two.sample(Math.nextDown(1.0))).isBetween(15, 40);
    assertThat(Poisson.of(0).sample(Math.nextDown(1.0))).isZero();
  }

  /** Severity 5 replaces 7 % of the values, half of them by 0. */
  @Test
  void impulse_noise_replaces_its_share_by_black_and_white() {
    double[] noisy = corrupted(Corruption.IMPULSE_NOISE, 5, 1, 200, filled(MANY, 0.5));

    assertThat(share(noisy, 0)).isCloseTo(0.035, within(0.004));
    assertThat(share(noisy, 1)).isCloseTo(0.035, within(0.004));
    assertThat(share(noisy, 0) + share(noisy, 0.5) + share(noisy, 1)).isEqualTo(1);
  }

  /**
   * For a deviation of 0.4 the weights before division are 1, e^(−1/0.32) = 0.043937 and
   * e^(−4/0.32) = 0.0000037, so the centre has 1 ÷ 1.0878814 = 0.919218 along each axis, and its
   * neighbour 0.040387.
   */
  @Test
  void a_blur_spreads_a_pixel_by_the_normal_density_and_keeps_the_sum() {
    double[] point = new double[7 * 7];
    point[3 * 7 + 3] = 1;
    double[] blurred = corrupted(Corruption.GAUSSIAN_BLUR, 1, 1, 7, point);

    assertThat(blurred[3 * 7 + 3]).isCloseTo(0.919218 * 0.919218, within(2e-6));
    assertThat(blurred[3 * 7 + 4]).isCloseTo(0.919218 * 0.040387, within(2e-6));
    assertThat(blurred[2 * 7 + 3]).isEqualTo(blurred[3 * 7 + 4]);
    assertThat(blurred[2 * 7 + 2]).isCloseTo(0.040387 * 0.040387, within(2e-6));
    assertThat(Arrays.stream(blurred).sum()).isCloseTo(1, within(1e-12));
    assertThat(corrupted(Corruption.GAUSSIAN_BLUR, 5, 1, 3, filled(9, 0.7)))
        .as("the edge goes on")
        .containsExactly(filled(9, 0.7), NEAR);
  }

  /** w₀ + w₁ + w₂ beside the edge, as the first pixel goes on, and w₂ two pixels away. */
  @Test
  void a_blur_goes_on_beyond_both_edges() {
    double near = 0.919218 + 0.040387 + 0.0000034;

    assertThat(corrupted(Corruption.GAUSSIAN_BLUR, 1, 1, 3, 1, 0, 0))
        .containsExactly(new double[] {near, 0.040387 + 0.0000034, 0.0000034}, within(2e-6));
    assertThat(corrupted(Corruption.GAUSSIAN_BLUR, 1, 1, 3, 0, 0, 1))
        .containsExactly(new double[] {0.0000034, 0.040387 + 0.0000034, near}, within(2e-6));
    assertThat(corrupted(Corruption.GAUSSIAN_BLUR, 1, 1, 1, 1, 0, 0))
        .as("along a column")
        .containsExactly(new double[] {near, 0.040387 + 0.0000034, 0.0000034}, within(2e-6));
  }

  /** Black has no largest value to scale to; of white, (1 + c·p) ÷ (1 + c) is left. */
  @Test
  void fog_lies_between_the_image_and_its_largest_value() {
    assertThat(corrupted(Corruption.FOG, 5, 1, 8, filled(64, 0))).containsOnly(0);

    double[] white = corrupted(Corruption.FOG, 3, 1, 8, filled(64, 1));
    assertThat(Arrays.stream(white).min().orElseThrow()).isCloseTo(1 / 1.75, within(1e-12));
    assertThat(Arrays.stream(white).max().orElseThrow()).isCloseTo(1, within(1e-12));
    double[] colours = corrupted(Corruption.FOG, 1, 2, 8, filled(128, 0.5));
    assertThat(Arrays.copyOfRange(colours, 64, 128))
        .as("all channels have the same fog")
        .isEqualTo(Arrays.copyOf(colours, 64));
  }

  /** The centre is r₁; the two others are the means of twice r₁ and twice 0, plus r₂ and r₃. */
  @Test
  void a_plasma_of_four_points_is_worked_by_hand() {
    SplittableRandom random = new SplittableRandom(5);
    double r1 = 1e4 * (2 * random.nextDouble() - 1);
    double r2 = r1 / 2 + 1e4 * (2 * random.nextDouble() - 1);
    double r3 = r1 / 2 + 1e4 * (2 * random.nextDouble() - 1);
    double least = Math.min(Math.min(0, r1), Math.min(r2, r3));
    double most = Math.max(Math.max(0, r1), Math.max(r2, r3));

    Plasma plasma = Plasma.drawn(new Picture(new double[4], 1, 2, 2), 3, new SplittableRandom(5));

    assertThat(plasma.side()).isEqualTo(2);
    assertThat(plasma.heights())
        .containsExactly(
            new double[] {
              -least / (most - least),
              (r2 - least) / (most - least),
              (r3 - least) / (most - least),
              (r1 - least) / (most - least)
            },
            NEAR);
  }

  /** 9 columns need 16 points. */
  @Test
  void a_plasma_is_the_smoother_the_faster_its_wibble_decays() {
    assertThat(roughness(3)).isLessThan(roughness(1.2) / 1.25);
    assertThat(
            Plasma.drawn(new Picture(new double[81], 1, 9, 9), 3, new SplittableRandom(1)).side())
        .isEqualTo(16);
  }

  /** Differences of neighbours ÷ differences of distant points. */
  private static double roughness(double decay) {
    double near = 0;
    double far = 0;
    for (int seed = 0; seed < 200; seed++) {
      Plasma plasma =
          Plasma.drawn(new Picture(new double[256], 1, 16, 16), decay, new SplittableRandom(seed));
      near += Math.abs(plasma.at(3, 3) - plasma.at(3, 4));
      far += Math.abs(plasma.at(3, 3) - plasma.at(11, 11));
    }
    return near / far;
  }

  @ParameterizedTest
  @EnumSource
  void a_corruption_changes_more_with_each_severity_and_stays_in_range(Corruption corruption) {
    double[] image = new SplittableRandom(3).doubles(3 * 32 * 32).toArray();
    double before = 0;
    for (int severity = 1; severity <= Corruption.SEVERITIES; severity++) {
      double[] changed = corrupted(corruption, severity, 3, 32, image);
      double change = 0;
      for (int i = 0; i < image.length; i++) {
        change += Math.abs(changed[i] - image[i]);
        assertThat(changed[i]).isBetween(0.0, 1.0);
      }
      assertThat(change).as("severity %s", severity).isGreaterThan(before);
      assertThat(corrupted(corruption, severity, 3, 32, image)).isEqualTo(changed);
      before = change;
    }
    assertThat(Corruption.named(corruption.toString())).hasValue(corruption);
  }

  private static double[] corrupted(
      Corruption corruption, int severity, int channels, int width, double... image) {
    Picture picture = new Picture(image.clone(), channels, image.length / channels / width, width);
    corruption.apply(picture, severity, new SplittableRandom(7));
    return picture.values();
  }

  private static double[] filled(int size, double value) {
    double[] values = new double[size];
    Arrays.fill(values, value);
    return values;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }

  private static double share(double[] values, double one) {
    return Arrays.stream(values).filter(value -> value == one).count() / (double) values.length;
  }
}
