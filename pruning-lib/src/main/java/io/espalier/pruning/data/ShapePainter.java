// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.util.SplittableRandom;

/**
 * Paints an image of {@link Shapes}: a background, clutter on it, and a figure above, at a random
 * position, size and slight rotation.
 *
 * <p>Java arithmetic is strict since Java 17, and waves use {@link StrictMath}, so every machine
 * paints the same bytes.
 */
final class ShapePainter {
  static final int CHANNELS = 3;
  static final int SIDE = 32;

  /**
   * Minimum distance of figures from the border, so that a crop shifted by this much contains the
   * whole figure.
   */
  private static final int MARGIN = Window.PADDING;

  private static final double SMALLEST = 9;
  private static final double LARGEST = 11.5;

  /** Maximum rotation in radians, symmetric, so that mirrored images are equally likely. */
  private static final double TILT = 0.25;

  private static final double DARKEST = 50;
  private static final double BRIGHTEST_DARK = 120;
  private static final double WEAKEST_CONTRAST = 60;
  private static final double STRONGEST_CONTRAST = 120;
  private static final double LIGHTER = 0.75;

  private static final int SPECKS = 4;
  private static final double LARGEST_SPECK = 2.5;

  /** Sample points along the side of a pixel. */
  private static final double[] POINTS = {1 / 6.0, 3 / 6.0, 5 / 6.0};

  private final SplittableRandom random;
  private final double noise;

  /**
   * @param noise standard deviation of the noise of a pixel, in levels of 255
   */
  ShapePainter(SplittableRandom random, double noise) {
    this.random = random;
    this.noise = noise;
  }

  /** Paints to {@code pixels} at index {@code at}, in planes. */
  void paint(Motif motif, byte[] pixels, int at) {
    double dark = random.nextDouble(DARKEST, BRIGHTEST_DARK);
    double light = dark + random.nextDouble(WEAKEST_CONTRAST, STRONGEST_CONTRAST);
    boolean lighter = random.nextDouble() < LIGHTER;
    Texture ground = Texture.around(lighter ? dark : light, random);
    Texture figure = Texture.around(lighter ? light : dark, random);
    Speck[] specks = new Speck[SPECKS];
    for (int i = 0; i < SPECKS; i++) {
      specks[i] = Speck.anywhere(random);
    }
    Place place = Place.anywhere(random);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        Texture below = ground;
        for (Speck speck : specks) {
          if (speck.covers(x, y)) {
            below = speck.texture();
          }
        }
        double share = place.share(motif, x, y);
        for (int c = 0; c < CHANNELS; c++) {
          double level =
              (1 - share) * below.level(c, x, y) + share * figure.level(c, x, y) + noise();
          pixels[at + (c * SIDE + y) * SIDE + x] =
              (byte) Math.max(0, Math.min(255, Math.round(level)));
        }
      }
    }
  }

  /** Approximately normal: a sum of four uniform draws, whose deviation is 1/√3. */
  private double noise() {
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      sum += random.nextDouble() - 0.5;
    }
    return noise * 1.7320508 * sum;
  }

  /** The position of a figure: its centre in pixels, and its rotation divided by its radius. */
  private record Place(double x, double y, double cos, double sin) {
    static Place anywhere(SplittableRandom random) {
      double radius = random.nextDouble(SMALLEST, LARGEST);
      double nearest = MARGIN + radius;
      double angle = random.nextDouble(-TILT, TILT);
      return new Place(
          random.nextDouble(nearest, SIDE - nearest),
          random.nextDouble(nearest, SIDE - nearest),
          StrictMath.cos(angle) / radius,
          StrictMath.sin(angle) / radius);
    }

    /** The share of a pixel that the figure covers. */
    double share(Motif motif, int column, int row) {
      int covered = 0;
      for (double up : POINTS) {
        for (double along : POINTS) {
          double dx = column + along - x;
          double dy = row + up - y;
          if (motif.covers(cos * dx + sin * dy, cos * dy - sin * dx)) {
            covered++;
          }
        }
      }
      return covered / (double) (POINTS.length * POINTS.length);
    }
  }

  /** A disc of clutter. */
  private record Speck(double x, double y, double radius, Texture texture) {
    static Speck anywhere(SplittableRandom random) {
      return new Speck(
          random.nextDouble(0, SIDE),
          random.nextDouble(0, SIDE),
          random.nextDouble(1, LARGEST_SPECK),
          Texture.around(random.nextDouble(60, 200), random));
    }

    boolean covers(int column, int row) {
      double dx = column + 0.5 - x;
      double dy = row + 0.5 - y;
      return dx * dx + dy * dy < radius * radius;
    }
  }
}
