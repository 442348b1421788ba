// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ResamplingTest {

  @Test
  void resizing_to_the_same_size_changes_nothing() {
    Pixels source = noise(9, 7);

    Pixels same = Resampling.resize(source, 9, 7, Crop.whole(9, 7));

    assertThat(same.planes()).isEqualTo(source.planes());
  }

  /**
   * Two pixels resized to four: the centres of the four are at 0.25, 0.75, 1.25 and 1.75 input
   * pixels, so the second is 0.25 away from the centre of the first input: 0, ¼·100, ¾·100, 100.
   */
  @Test
  void enlarging_interpolates_linearly() {
    Pixels source = row(0, 100);

    assertThat(planes(Resampling.resize(source, 4, 1, Crop.whole(4, 1))))
        .containsExactly(0, 25, 75, 100);
  }

  /**
   * Four pixels resized to two: a triangle of half-width 2 centred at 1 has weights ¾, ¾, ¼ at the
   * pixel centres 0.5, 1.5, 2.5 (there is no pixel at −0.5): (¾·0 + ¾·70 + ¼·140) / 1.75 = 50; the
   * triangle centred at 3 is the mirror image: (¼·70 + ¾·140 + ¾·210) / 1.75 = 160.
   */
  @Test
  void shrinking_averages_with_a_triangle_filter() {
    Pixels source = row(0, 70, 140, 210);

    assertThat(planes(Resampling.resize(source, 2, 1, Crop.whole(2, 1)))).containsExactly(50, 160);
  }

  @Test
  void rows_are_resized_like_columns() {
    Pixels source = noise(13, 11);

    Pixels resized = Resampling.resize(source, 5, 30, Crop.whole(5, 30));
    Pixels turned = Resampling.resize(turned(source), 30, 5, Crop.whole(30, 5));

    for (int i = 0; i < resized.planes().length; i++) {
      int difference = (resized.planes()[i] & 0xFF) - (turned(turned).planes()[i] & 0xFF);
      assertThat(Math.abs(difference)).isLessThanOrEqualTo(1); // rounded between the axes
    }
  }

  @Test
  void a_constant_image_stays_constant_in_every_channel() {
    Pixels source = new Pixels(37, 23);
    for (int c = 0; c < 3; c++) {
      Arrays.fill(source.planes(), c * 37 * 23, (c + 1) * 37 * 23, (byte) (255 - 100 * c));
    }
    for (int size : new int[] {1, 5, 64, 100}) {
      Pixels resized = Resampling.resize(source, size, size, Crop.whole(size, size));
      for (int c = 0; c < 3; c++) {
        for (int i = 0; i < size * size; i++) {
          assertThat(resized.planes()[c * size * size + i] & 0xFF).isEqualTo(255 - 100 * c);
        }
      }
    }
  }

  @Test
  void a_window_equals_the_same_part_of_the_whole_result() {
    Pixels source = noise(40, 30);
    Pixels whole = Resampling.resize(source, 17, 50, Crop.whole(17, 50));

    Pixels window = Resampling.resize(source, 17, 50, new Crop(3, 20, 6, 9));

    for (int y = 0; y < 9; y++) {
      for (int x = 0; x < 6; x++) {
        assertThat(EncodedImageTest.rgb(window, x, y))
            .isEqualTo(EncodedImageTest.rgb(whole, 3 + x, 20 + y));
      }
    }
  }

  private static Pixels noise(int width, int height) {
    Pixels pixels = new Pixels(width, height);
    new SplittableRandom(1).nextBytes(pixels.planes());
    return pixels;
  }

  private static Pixels row(int... levels) {
    Pixels pixels = new Pixels(levels.length, 1);
    for (int i = 0; i < pixels.planes().length; i++) {
      pixels.planes()[i] = (byte) levels[i % levels.length];
    }
    return pixels;
  }

  private static int[] planes(Pixels pixels) {
    int[] levels = new int[pixels.width()];
    for (int i = 0; i < pixels.planes().length; i++) {
      int level = pixels.planes()[i] & 0xFF;
      assertThat(i < levels.length ? level : levels[i % levels.length]).isEqualTo(level);
      levels[i % levels.length] = level;
    }
    return levels;
  }

  private static Pixels turned(Pixels pixels) {
    int columns = pixels.height();
    Pixels turned = new Pixels(columns, pixels.width());
    int area = pixels.width() * pixels.height();
    for (int i = 0; i < pixels.planes().length; i++) {
      int x = i % area % pixels.width();
      int y = i % area / pixels.width();
      turned.planes()[i / area * area + x * pixels.height() + y] = pixels.planes()[i];
    }
    return turned;
  }
}
