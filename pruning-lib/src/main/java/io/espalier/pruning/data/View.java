// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.io.IOException;
import java.util.SplittableRandom;

/** The part of an image that a network receives: a square of a fixed size. */
@FunctionalInterface
interface View {
  Pixels of(EncodedImage image) throws IOException;

  /**
   * In evaluation, the short side is resized to 256 pixels for every 224 that are shown (He et al.
   * 2016).
   */
  int SHORT_SIDE = 256;

  int SHOWN = 224;

  /**
   * For training: a random crop resized to {@code size}×{@code size}, mirrored with probability
   * 1/2.
   *
   * @param random random generator for this image only
   */
  static View random(int size, SplittableRandom random) {
    return image -> {
      Crop part = Crop.random(image.width(), image.height(), random);
      boolean mirror = random.nextBoolean();
      Pixels pixels = Resampling.resize(image.read(part), size, size, Crop.whole(size, size));
      return mirror ? pixels.mirrored() : pixels;
    };
  }

  /**
   * For evaluation: the short side resized to {@code size}·256/224, the long one with it (both
   * rounded down), then the centre.
   */
  static View centre(int size) {
    return centre(size, (int) ((long) size * SHORT_SIDE / SHOWN));
  }

  /** The short side resized to {@code side}, the long one with it, then the centre. */
  static View centre(int size, int side) {
    return image -> {
      int w = image.width();
      int h = image.height();
      int width = w <= h ? side : (int) ((long) side * w / h);
      int height = w <= h ? (int) ((long) side * h / w) : side;
      Pixels whole = image.read(Crop.whole(w, h));
      return Resampling.resize(whole, width, height, Crop.centred(width, height, size));
    };
  }
}
