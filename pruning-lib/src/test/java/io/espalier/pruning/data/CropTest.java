// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CropTest {

  /** Returns the numbers that a test gives, and no others. */
  private record Script(Deque<Double> reals, Deque<Integer> wholes) implements RandomGenerator {
    static Script of(List<Double> doubles, List<Integer> ints) {
      return new Script(new ArrayDeque<>(doubles), new ArrayDeque<>(ints));
    }

    @Override
    public double nextDouble(double from, double to) {
      double next = reals.remove();
      assertThat(next).isBetween(from, to);
      return next;
    }

    @Override
    public int nextInt(int bound) {
      int next = wholes.remove();
      assertThat(next).isBetween(0, bound - 1);
      return next;
    }

    @Override
    public long nextLong() {
      throw new AssertionError("not in the script");
    }
  }

  /**
   * Half of 400×300 is 60,000 pixels. At a ratio of 1.21, whose root is 1.1, the sides are
   * 244.95·1.1 = 269.4 and 244.95/1.1 = 222.7. The first row, at most 300 − 223 = 77, is drawn
   * before the first column.
   */
  @Test
  void a_crop_has_the_drawn_area_and_aspect_ratio() {
    Script random = Script.of(List.of(0.5, Math.log(1.21)), List.of(77, 20));

    assertThat(Crop.random(400, 300, random)).isEqualTo(new Crop(20, 77, 269, 223));
    assertThat(random.wholes()).isEmpty();
  }

  /** A square with the whole area of 400×300 would have 346 rows. */
  @Test
  void a_crop_that_does_not_fit_is_drawn_again() {
    Script random = Script.of(List.of(1.0, 0.0, 0.25, 0.0), List.of(0, 0));

    assertThat(Crop.random(400, 300, random)).isEqualTo(new Crop(0, 0, 173, 173));
    assertThat(random.reals()).isEmpty();
  }

  @Test
  void crops_are_inside_the_image_and_cover_the_range_of_areas_and_aspect_ratios() {
    SplittableRandom random = new SplittableRandom(1);
    double smallest = 1;
    double largest = 0;
    double sum = 0;
    double narrowest = 9;
    double widest = 0;
    int left = 0;
    for (int i = 0; i < 5000; i++) {
      Crop crop = Crop.random(500, 500, random);
      assertThat(crop.x()).isBetween(0, 500 - crop.width());
      assertThat(crop.y()).isBetween(0, 500 - crop.height());
      double area = crop.width() * crop.height() / 250_000.0;
      double ratio = (double) crop.width() / crop.height();
      smallest = Math.min(smallest, area);
      largest = Math.max(largest, area);
      sum += area;
      narrowest = Math.min(narrowest, ratio);
      widest = Math.max(widest, ratio);
      left += 2 * crop.x() < 500 - crop.width() ? 1 : 0;
    }
    assertThat(smallest).isCloseTo(0.08, within(0.005));
    assertThat(largest).isBetween(0.97, 1.0);
    assertThat(sum / 5000).isCloseTo(0.478, within(0.01)); // large areas rarely fit
    assertThat(narrowest).isCloseTo(0.75, within(0.01));
    assertThat(widest).isCloseTo(4 / 3.0, within(0.01));
    assertThat(left).isBetween(2300, 2700);
  }

  /** 1000×10: 13 columns are 4/3 of 10 rows, (1000 − 13)/2 = 493; likewise for 10×1000. */
  @Test
  void a_very_long_image_gets_its_largest_centred_crop() {
    SplittableRandom random = new SplittableRandom(1);

    assertThat(Crop.largestCentred(1000, 10)).isEqualTo(new Crop(493, 0, 13, 10));
    assertThat(Crop.largestCentred(10, 1000)).isEqualTo(new Crop(0, 493, 10, 13));
    assertThat(Crop.largestCentred(50, 60)).isEqualTo(new Crop(0, 0, 50, 60));
    assertThat(Crop.random(100_000, 10, random)).isEqualTo(Crop.largestCentred(100_000, 10));
    assertThat(Crop.random(1, 1, random)).isEqualTo(new Crop(0, 0, 1, 1));
  }

  /** Margins of 117/2 = 58.5 and 119/2 = 59.5 round to 58 and 60. */
  @Test
  void a_centred_crop_rounds_half_margins_to_even() {
    assertThat(Crop.centred(341, 256, 224)).isEqualTo(new Crop(58, 16, 224, 224));
    assertThat(Crop.centred(343, 256, 224)).isEqualTo(new Crop(60, 16, 224, 224));
  }
}
