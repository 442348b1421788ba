// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.nio.FloatBuffer;

/**
 * Writes normalised images: (level/255 − mean) / deviation of each channel, channels last. Not
 * thread-safe.
 */
final class Normaliser {
  private static final int LEVELS = 256;

  private final int channels;
  private final int height;
  private final int width;
  private final float[] normalised;
  private final float[] image;

  Normaliser(ImageSet set) {
    this.channels = set.channels();
    this.height = set.height();
    this.width = set.width();
    this.normalised = new float[channels * LEVELS];
    this.image = new float[set.imageSize()];
    for (int c = 0; c < channels; c++) {
      for (int level = 0; level < LEVELS; level++) {
        normalised[c * LEVELS + level] = (level / 255f - set.mean()[c]) / set.deviation()[c];
      }
    }
  }

  /**
   * Writes the window of one image whose first row is {@code top} and whose columns are {@code
   * left}, {@code left + step}, …; pixels outside of the image are zero (black) before
   * normalisation.
   *
   * @param pixels images in planes
   * @param index index of the image in {@code pixels}
   */
  void write(byte[] pixels, int index, int top, int left, int step, FloatBuffer out) {
    int first = Math.max(0, step > 0 ? -left : left - width + 1);
    int end = Math.min(width, step > 0 ? width - left : left + 1);
    for (int c = 0; c < channels; c++) {
      int table = c * LEVELS;
      float zero = normalised[table];
      int at = c;
      for (int y = top; y < top + height; y++) {
        boolean inside = y >= 0 && y < height;
        int from = inside ? first : width;
        int to = inside ? end : width;
        int pixel = ((index * channels + c) * height + y) * width + left + step * from;
        for (int k = 0; k < from; k++, at += channels) {
          image[at] = zero;
        }
        for (int k = from; k < to; k++, at += channels, pixel += step) {
          image[at] = normalised[table + (pixels[pixel] & 0xFF)];
        }
        for (int k = to; k < width; k++, at += channels) {
          image[at] = zero;
        }
      }
    }
    out.put(image);
  }
}
