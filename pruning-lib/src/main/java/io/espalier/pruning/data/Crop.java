// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.util.random.RandomGenerator;

/**
 * A rectangle of an image in pixels.
 *
 * @param x first column
 * @param y first row
 * @param width columns
 * @param height rows
 */
record Crop(int x, int y, int width, int height) {
  private static final double SMALLEST_SCALE = 0.08;
  private static final double LARGEST_SCALE = 1;
  private static final double NARROWEST = 3 / 4.0;
  private static final double WIDEST = 4 / 3.0;
  private static final int ATTEMPTS = 10;

  /**
   * The random crop of ImageNet training (Szegedy et al. 2015, §6: 8 to 100 % of the image's area,
   * width over height 3/4 to 4/3) as in RandomResizedCrop of torchvision: uniform in area,
   * log-uniform in aspect ratio, sides rounded half to even, then uniform in position; after ten
   * draws that do not fit, the largest centred crop of an allowed ratio.
   *
   * @param random generator; uses two draws per attempt, and two for the position
   */
  static Crop random(int width, int height, RandomGenerator random) {
    double area = (double) width * height;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double target = area * random.nextDouble(SMALLEST_SCALE, LARGEST_SCALE);
      double ratio =
          StrictMath.exp(random.nextDouble(StrictMath.log(NARROWEST), StrictMath.log(WIDEST)));
      int w = (int) Math.rint(Math.sqrt(target * ratio));
      int h = (int) Math.rint(Math.sqrt(target / ratio));
      if (w > 0 && w <= width && h > 0 && h <= height) {
        int y = random.nextInt(height - h + 1);
        int x = random.nextInt(width - w + 1);
        return new Crop(x, y, w, h);
      }
    }
    return largestCentred(width, height);
  }

  /**
   * The largest centred crop of an allowed ratio, at least one pixel per side, so that an image of
   * one row has a crop, too.
   */
  static Crop largestCentred(int width, int height) {
    double ratio = (double) width / height;
    int w = ratio > WIDEST ? Math.max(1, (int) Math.rint(height * WIDEST)) : width;
    int h = ratio < NARROWEST ? Math.max(1, (int) Math.rint(width / NARROWEST)) : height;
    return new Crop((width - w) / 2, (height - h) / 2, w, h);
  }

  /** A centred square; half of an odd margin is rounded half to even, as in torchvision. */
  static Crop centred(int width, int height, int side) {
    int x = (int) Math.rint((width - side) / 2.0);
    int y = (int) Math.rint((height - side) / 2.0);
    return new Crop(x, y, side, side);
  }

  static Crop whole(int width, int height) {
    return new Crop(0, 0, width, height);
  }
}
