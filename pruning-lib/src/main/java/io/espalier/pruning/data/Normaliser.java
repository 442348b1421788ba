// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.nio.FloatBuffer;

/**
 * Writes normalised images: (level/255 − mean) / deviation of each channel, channels last. Not
 * thread-safe.
 */
final class Normaliser {
  private final int channels;
  private final int height;
  private final int width;
  private final float[] normalised;
  private final float[] image;

  Normaliser(ImageSet set) {
    this.channels = set.channels();
    this.height = set.height();
    this.width = set.width();
    this.normalised = set.normalised();
    this.image = new float[set.imageSize()];
  }

  /**
   * Writes a window of an image; pixels outside of the image are zero (black) before normalisation.
   *
   * @param pixels images in planes
   */
  void write(byte[] pixels, Window window, FloatBuffer out) {
    write(pixels, window.image(), window.top(), window.start(), window.step(), out);
  }

  private void write(byte[] pixels, int index, int top, int start, int step, FloatBuffer out) {
    int first = Math.min(width, Math.max(0, step > 0 ? -start : start - width + 1));
    int end = Math.max(0, Math.min(width, step > 0 ? width - start : start + 1));
    for (int c = 0; c < channels; c++) {
      int table = c * ImageSet.LEVELS;
      float zero = normalised[table];
      int at = c;
      for (int y = top; y < top + height; y++) {
        boolean inside = y >= 0 && y < height;
        int from = inside ? first : width;
        int to = inside ? end : width;
        int pixel = ((index * channels + c) * height + y) * width + start + step * from;
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
