// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.pruning.catalog.Catalog;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-processor")
class TestViewTest {
  private static final int SIZE = 6;

  @Test
  void a_whole_image_of_the_size_of_the_input_keeps_its_bytes() throws IOException {
    BufferedImage image = Pictures.colour(SIZE, SIZE, 1);

    byte[] planes = TestView.WHOLE.planes(Pictures.encoded(image, "png"), SIZE);

    for (int i = 0; i < planes.length; i++) {
      int rgb = image.getRGB(i % SIZE, i / SIZE % SIZE);
      assertThat(planes[i]).isEqualTo((byte) (rgb >> (16 - 8 * (i / (SIZE * SIZE)))));
    }
  }

  @Test
  void an_image_of_another_size_is_resized_by_its_short_side_and_its_centre_is_shown()
      throws IOException {
    byte[] wide = Pictures.encoded(Pictures.colour(4 * SIZE, 2 * SIZE, 1), "png");
    Pixels all;
    try (EncodedImage image = new EncodedImage(wide)) {
      all = image.read(Crop.whole(4 * SIZE, 2 * SIZE));
    }

    assertThat(TestView.WHOLE.planes(wide, SIZE))
        .isEqualTo(
            Resampling.resize(all, 2 * SIZE, SIZE, new Crop(SIZE / 2, 0, SIZE, SIZE)).planes());
    assertThat(TestView.CENTRE.planes(wide, 7))
        .isEqualTo(Resampling.resize(all, 16, 8, Crop.centred(16, 8, 7)).planes());
  }

  @Test
  void grey_becomes_three_equal_channels_and_transparency_is_ignored() throws IOException {
    byte[] grey =
        TestView.WHOLE.planes(Pictures.encoded(Pictures.grey(SIZE, SIZE, 1), "png"), SIZE);
    int area = SIZE * SIZE;
    assertThat(Arrays.copyOfRange(grey, area, 2 * area)).isEqualTo(Arrays.copyOf(grey, area));
    assertThat(Arrays.copyOfRange(grey, 2 * area, 3 * area)).isEqualTo(Arrays.copyOf(grey, area));

    BufferedImage colour = Pictures.colour(SIZE, SIZE, 1);
    BufferedImage clear = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_ARGB);
    for (int p = 0; p < area; p++) {
      int rgb = colour.getRGB(p % SIZE, p / SIZE) & 0xFFFFFF;
      clear.setRGB(p % SIZE, p / SIZE, rgb | ((7 * p) << 24));
    }
    assertThat(TestView.WHOLE.planes(Pictures.encoded(clear, "png"), SIZE))
        .isEqualTo(TestView.WHOLE.planes(Pictures.encoded(colour, "png"), SIZE));
  }

  @Test
  void an_image_in_memory_is_a_file_of_the_same_pixels() throws IOException {
    for (int width : new int[] {5, 6, 7, 8}) {
      int imageSize = Pixels.CHANNELS * width * 6;
      byte[] pixels = new byte[2 * imageSize];
      new SplittableRandom(width).nextBytes(pixels);
      ResidentSplit split = new ResidentSplit(pixels, new int[2]);
      float[] half = {0.5f, 0.5f, 0.5f};
      ImageSet set = new ImageSet(Pixels.CHANNELS, 6, width, 1, half, half, split, split);

      try (EncodedImage image = new EncodedImage(split.file(set, 1))) {
        assertThat(image.read(Crop.whole(width, 6)).planes())
            .isEqualTo(Arrays.copyOfRange(pixels, imageSize, 2 * imageSize));
      }
      assertThat(split.name(1)).isEqualTo("1");
    }
  }

  @Test
  void damaged_files_are_refused_with_the_reason() {
    byte[] png = Pictures.encoded(Pictures.colour(SIZE, SIZE, 1), "png");

    byte[] bmp = BmpFile.of(new byte[Pixels.CHANNELS * SIZE * SIZE], 0, SIZE, SIZE);
    byte[] halfPng = Arrays.copyOf(png, png.length / 2);
    byte[] halfBmp = Arrays.copyOf(bmp, bmp.length / 2);

    for (byte[] file : new byte[][] {{}, {1, 2, 3}, halfPng, halfBmp}) {
      assertThatThrownBy(() -> TestView.WHOLE.planes(file, SIZE))
          .isInstanceOf(IOException.class)
          .message()
          .isNotBlank()
          .isNotEqualTo("null");
    }
  }

  @Test
  void datasets_of_image_files_show_the_centre_and_all_others_the_whole() {
    for (Catalog.Entry<? extends ImageDataset> dataset : Datasets.ALL.entries()) {
      assertThat(dataset.defaults().testView())
          .as(dataset.name())
          .isEqualTo(
              Map.of("imagenet", TestView.CENTRE, "image-folder", TestView.CENTRE)
                  .getOrDefault(dataset.name(), TestView.WHOLE));
    }
  }
}
