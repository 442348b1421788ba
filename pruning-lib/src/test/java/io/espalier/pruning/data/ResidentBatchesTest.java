// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ResidentBatchesTest {
  private static final int IMAGES = 7;
  private static final int CHANNELS = 2;
  private static final int HEIGHT = 6;
  private static final int WIDTH = 5;
  private static final int[] EVERY = {6, 0, 5, 1, 4, 2, 3};

  private final ImageSet set = set();
  private final ImageBatches batches = set.train().batches(set);

  @Test
  void plain_images_are_normalised_in_channels_last_order() {
    FloatBuffer out = images(3);

    batches.plain(2, 5, out);

    for (int i = 0; i < 3; i++) {
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          for (int c = 0; c < CHANNELS; c++) {
            assertThat(at(out, i, y, x, c))
                .isCloseTo(normalised(c, raw(2 + i, c, y, x)), within(1e-6f));
          }
        }
      }
    }
  }

  @Test
  void an_augmented_image_is_a_crop_of_the_padded_image_and_half_are_mirrored() {
    FloatBuffer out = images(1);
    List<String> seen = new ArrayList<>();
    for (int seed = 0; seed < 3000; seed++) {
      batches.augmented(order(1, seed), 0, out.clear());
      List<String> matches = new ArrayList<>();
      for (String mirror : List.of("as is", "mirrored")) {
        for (int top = 0; top <= 8; top++) {
          for (int left = 0; left <= 8; left++) {
            if (isCrop(out, EVERY[0], top, left, mirror)) {
              matches.add(top + "," + left + "," + mirror);
            }
          }
        }
      }
      assertThat(matches).hasSize(1);
      seen.addAll(matches);
    }

    assertThat(seen.stream().distinct()).hasSize(9 * 9 * 2);
    assertThat(seen.stream().filter(crop -> crop.endsWith("mirrored")).count())
        .isBetween(1400L, 1600L);
    for (int shift = 0; shift <= 8; shift++) {
      String top = shift + ",";
      String left = "," + shift + ",";
      assertThat(seen.stream().filter(crop -> crop.startsWith(top)).count()).isBetween(260L, 410L);
      assertThat(seen.stream().filter(crop -> crop.contains(left)).count()).isBetween(260L, 410L);
    }
  }

  @Test
  void images_of_a_batch_follow_the_epoch_order() {
    FloatBuffer out = images(3);

    batches.augmented(order(3, 1), 1, out);

    int[] images = {1, 4, 2};
    for (int i = 0; i < 3; i++) {
      FloatBuffer one = out.duplicate().position(i * set.imageSize()).slice();
      assertThat(isSomeCrop(one, images[i])).isTrue();
    }
  }

  @Test
  void augmentation_is_determined_by_the_stream() {
    assertThat(augmented(1)).isEqualTo(augmented(1));
    assertThat(augmented(1)).isNotEqualTo(augmented(2));
  }

  @Test
  void the_last_batch_of_an_epoch_has_the_remaining_images() {
    BatchOrder order = order(3, 1);
    FloatBuffer out = images(IMAGES);

    batches.augmented(order, 2, out);

    assertThat(order.batches()).isEqualTo(3);
    assertThat(out.position()).isEqualTo(set.imageSize());
    assertThat(isSomeCrop(out, EVERY[6])).isTrue();
  }

  @Test
  void a_batch_uses_the_stream_of_its_index() {
    FloatBuffer second = images(3);
    batches.augmented(new BatchOrder(EVERY, 3, SplittableRandom::new), 1, second);

    FloatBuffer alone = images(3);
    batches.augmented(order(3, 1), 1, alone);

    assertThat(second.flip()).isEqualTo(alone.flip());
  }

  @Test
  void a_batch_does_not_depend_on_earlier_batches() {
    FloatBuffer out = images(1);
    batches.augmented(order(IMAGES, 1), 0, images(IMAGES));

    batches.plain(0, 1, out);

    FloatBuffer fresh = images(1);
    set.train().batches(set).plain(0, 1, fresh);
    assertThat(out.flip()).isEqualTo(fresh.flip());
  }

  @Test
  void direct_buffers_are_filled_from_their_position() {
    int values = set.imageSize();
    FloatBuffer direct =
        ByteBuffer.allocateDirect(4 * (values + 2)).order(ByteOrder.nativeOrder()).asFloatBuffer();
    FloatBuffer heap = images(1);

    batches.plain(0, 1, direct.position(1));
    batches.plain(0, 1, heap);

    assertThat(direct.position()).isEqualTo(1 + values);
    assertThat(direct.get(0)).isZero();
    assertThat(direct.get(1 + values)).isZero();
    assertThat(direct.flip().position(1)).isEqualTo(heap.flip());
  }

  @Test
  void a_buffer_that_is_too_small_is_refused() {
    assertThatThrownBy(() -> batches.plain(0, 2, images(1)))
        .isInstanceOf(BufferOverflowException.class);
  }

  /** An order whose batches all have the same stream. */
  private static BatchOrder order(int batch, long seed) {
    return new BatchOrder(EVERY, batch, index -> new SplittableRandom(seed));
  }

  private FloatBuffer augmented(long seed) {
    FloatBuffer out = images(IMAGES);
    batches.augmented(order(IMAGES, seed), 0, out);
    return out.flip();
  }

  private boolean isSomeCrop(FloatBuffer out, int image) {
    for (String mirror : List.of("as is", "mirrored")) {
      for (int top = 0; top <= 8; top++) {
        for (int left = 0; left <= 8; left++) {
          if (isCrop(out, image, top, left, mirror)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * Pads a raw image with four zeros on each side, cuts a window out, mirrors and normalises it.
   */
  private boolean isCrop(FloatBuffer out, int image, int top, int left, String mirror) {
    int[][][] padded = new int[CHANNELS][HEIGHT + 8][WIDTH + 8];
    for (int c = 0; c < CHANNELS; c++) {
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          padded[c][y + 4][x + 4] = raw(image, c, y, x);
        }
      }
    }
    for (int c = 0; c < CHANNELS; c++) {
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          int column = mirror.equals("mirrored") ? WIDTH - 1 - x : x;
          float expected = normalised(c, padded[c][top + y][left + column]);
          if (Math.abs(at(out, 0, y, x, c) - expected) > 1e-6f) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static float normalised(int channel, int level) {
    return channel == 0 ? (level / 255f - 0.25f) / 0.5f : (level / 255f - 0.75f) / 0.125f;
  }

  private static float at(FloatBuffer out, int image, int y, int x, int channel) {
    return out.get(((image * HEIGHT + y) * WIDTH + x) * CHANNELS + channel);
  }

  /** A level that is never 0, so that padding is visible, and that differs across the set. */
  private static int raw(int image, int channel, int y, int x) {
    return 255 - (image * 60 + channel * 30 + y * WIDTH + x) % 254;
  }

  private static FloatBuffer images(int images) {
    return FloatBuffer.allocate(images * CHANNELS * HEIGHT * WIDTH);
  }

  private static ImageSet set() {
    byte[] pixels = new byte[IMAGES * CHANNELS * HEIGHT * WIDTH];
    int at = 0;
    for (int image = 0; image < IMAGES; image++) {
      for (int c = 0; c < CHANNELS; c++) {
        for (int y = 0; y < HEIGHT; y++) {
          for (int x = 0; x < WIDTH; x++) {
            pixels[at++] = (byte) raw(image, c, y, x);
          }
        }
      }
    }
    ResidentSplit split = new ResidentSplit(pixels, new int[] {10, 11, 12, 13, 14, 15, 16});
    return new ImageSet(
        CHANNELS,
        HEIGHT,
        WIDTH,
        20,
        new float[] {0.25f, 0.75f},
        new float[] {0.5f, 0.125f},
        split,
        split);
  }
}
