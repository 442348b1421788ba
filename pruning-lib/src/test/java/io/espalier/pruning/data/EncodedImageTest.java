// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class EncodedImageTest {
  private static final int WIDTH = 20;
  private static final int HEIGHT = 12;

  @Test
  void every_pixel_of_a_png_is_read_exactly() throws IOException {
    BufferedImage picture = Pictures.colour(WIDTH, HEIGHT, 1);

    Pixels pixels = read(Pictures.encoded(picture, "png"));

    assertThat(pixels.width()).isEqualTo(WIDTH);
    assertThat(pixels.height()).isEqualTo(HEIGHT);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        assertThat(rgb(pixels, x, y)).isEqualTo(picture.getRGB(x, y) & 0xFFFFFF);
      }
    }
  }

  @Test
  void a_crop_has_the_same_pixels_as_the_whole_image() throws IOException {
    for (String format : new String[] {"png", "jpeg"}) {
      byte[] bytes = Pictures.encoded(Pictures.colour(WIDTH, HEIGHT, 1), format);
      Pixels whole = read(bytes);

      Pixels part = read(bytes, new Crop(3, 5, 7, 2));

      assertThat(part.width()).isEqualTo(7);
      assertThat(part.height()).isEqualTo(2);
      for (int y = 0; y < 2; y++) {
        for (int x = 0; x < 7; x++) {
          assertThat(rgb(part, x, y)).isEqualTo(rgb(whole, 3 + x, 5 + y));
        }
      }
    }
  }

  /** The conversion of Java would brighten them, because it treats grey as linear in light. */
  @Test
  void grey_samples_are_copied_unchanged_into_three_channels() throws IOException {
    BufferedImage picture = Pictures.grey(WIDTH, HEIGHT, 1);
    Pixels png = read(Pictures.encoded(picture, "png"));
    Pixels jpeg = read(Pictures.encoded(picture, "jpeg"));

    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int level = Pictures.level(1, x, y);
        assertThat(rgb(png, x, y)).isEqualTo(level * 0x10101);
        assertThat(rgb(jpeg, x, y) >> 16).isCloseTo(level, within(12));
        assertThat(rgb(jpeg, x, y) % 0x10101).isZero();
      }
    }
  }

  @Test
  void sixteen_bit_samples_keep_their_upper_byte() throws IOException {
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    picture.getRaster().setSample(0, 0, 0, 0x12FF);
    picture.getRaster().setSample(1, 0, 0, 0xFE00);

    Pixels pixels = read(Pictures.encoded(picture, "png"));

    assertThat(pixels.planes()).containsExactly(0x12, 0xFE, 0x12, 0xFE, 0x12, 0xFE);
  }

  @Test
  void transparency_is_ignored() throws IOException {
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    picture.setRGB(0, 0, 0x00112233);
    picture.setRGB(1, 0, 0x80445566);

    Pixels pixels = read(Pictures.encoded(picture, "png"));

    assertThat(pixels.planes()).containsExactly(0x11, 0x44, 0x22, 0x55, 0x33, 0x66);
  }

  @Test
  void indexed_pixels_get_the_colours_of_the_palette() throws IOException {
    byte[] red = {0x10, 0x20};
    byte[] green = {0x30, 0x40};
    byte[] blue = {0x50, 0x60};
    IndexColorModel palette = new IndexColorModel(1, 2, red, green, blue);
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
    picture.getRaster().setSample(1, 0, 0, 1);

    Pixels pixels = read(Pictures.encoded(picture, "png"));

    assertThat(pixels.planes()).containsExactly(0x10, 0x20, 0x30, 0x40, 0x50, 0x60);
  }

  /** Cyan 200, magenta 100, yellow 50 and black 204 stored: red is 200·204/255 = 160. */
  @Test
  void cmyk_is_read_inverted_as_adobe_stores_it() throws IOException {
    byte[] jpeg = Pictures.rawJpeg(flat(200, 100, 50, 204));

    for (byte[] bytes : new byte[][] {jpeg, Pictures.withAdobeMarker(jpeg, 0)}) {
      assertThat(rgb(read(bytes), 4, 5)).isEqualTo(160 << 16 | 80 << 8 | 40);
    }
  }

  /**
   * Y = 100, Cb = 128, Cr = 178 is the colour (170, 64, 100): cyan is stored as 255 − 170 = 85, and
   * red is 85·204/255 = 68; green (255 − 64)·0.8 = 153; blue (255 − 100)·0.8 = 124.
   */
  @Test
  void ycck_is_converted_to_cmyk_first() throws IOException {
    byte[] jpeg = Pictures.withAdobeMarker(Pictures.rawJpeg(flat(100, 128, 178, 204)), 2);

    assertThat(rgb(read(jpeg), 4, 5)).isEqualTo(68 << 16 | 153 << 8 | 124);
  }

  @Test
  void a_crop_of_a_cmyk_image_has_the_cropped_pixels() throws IOException {
    BufferedImage picture = flat(200, 100, 50, 204);
    for (int y = 0; y < 16; y++) {
      for (int x = 8; x < 16; x++) {
        picture.getRaster().setPixel(x, y, new int[] {0, 0, 0, 0});
      }
    }
    byte[] jpeg = Pictures.rawJpeg(picture);

    Pixels part = read(jpeg, new Crop(4, 2, 8, 3));

    assertThat(rgb(part, 0, 0)).isEqualTo(160 << 16 | 80 << 8 | 40);
    assertThat(rgb(part, 7, 2)).isZero();
  }

  @Test
  void a_damaged_image_is_refused() {
    byte[] jpeg = Pictures.encoded(Pictures.colour(200, 200, 1), "jpeg");
    byte[] png = Pictures.encoded(Pictures.colour(200, 200, 1), "png");

    assertThatThrownBy(() -> read(Pictures.cutShort(jpeg))).hasMessage("truncated");
    assertThatThrownBy(() -> read(Pictures.cutShort(png))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(new byte[100])).hasMessage("not a JPEG or PNG file");
    assertThatThrownBy(() -> read(new byte[0])).hasMessage("not a JPEG or PNG file");
  }

  private static BufferedImage flat(int... inks) {
    BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_4BYTE_ABGR);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        picture.getRaster().setPixel(x, y, inks);
      }
    }
    return picture;
  }

  private static Pixels read(byte[] bytes) throws IOException {
    try (EncodedImage image = new EncodedImage(bytes)) {
      return image.read(Crop.whole(image.width(), image.height()));
    }
  }

  private static Pixels read(byte[] bytes, Crop part) throws IOException {
    try (EncodedImage image = new EncodedImage(bytes)) {
      return image.read(part);
    }
  }

  static int rgb(Pixels pixels, int x, int y) {
    int area = pixels.width() * pixels.height();
    int at = y * pixels.width() + x;
    return (pixels.planes()[at] & 0xFF) << 16
        | (pixels.planes()[area + at] & 0xFF) << 8
        | (pixels.planes()[2 * area + at] & 0xFF);
  }
}
