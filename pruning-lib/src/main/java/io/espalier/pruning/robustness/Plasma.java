// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.robustness;

import java.util.SplittableRandom;

/**
 * A plasma fractal by the diamond-square algorithm (Fournier, Fussell, Carpenter: "Computer
 * rendering of stochastic models", 1982) on a square whose edges meet, brought to [0, 1].
 *
 * <p>A new point is the mean of four neighbours plus a uniform number in [−w², w²]; w begins at 100
 * and is divided by the decay each time the distance of points is halved.
 */
@SuppressWarnings("ArrayRecordComponent") // made and read once; never compared
record Plasma(double[] heights, int side) {
  private static final double FIRST = 100;

  /** A plasma that covers an image. */
  static Plasma drawn(Picture image, double decay, SplittableRandom random) {
    int longest = Math.max(2, Math.max(image.height(), image.width()));
    int side = Integer.highestOneBit(longest - 1) << 1;
    Plasma plasma = new Plasma(new double[side * side], side);
    double wibble = FIRST;
    for (int step = side; step >= 2; step /= 2) {
      plasma.halve(step, wibble * wibble, random);
      wibble /= decay;
    }
    plasma.scale();
    return plasma;
  }

  double at(int row, int column) {
    return heights[row * side + column];
  }

  /** Sets the points half way between those that are {@code step} apart. */
  private void halve(int step, double most, SplittableRandom random) {
    int half = step / 2;
    for (int row = half; row < side; row += step) {
      for (int column = half; column < side; column += step) {
        double corners =
            around(row - half, column - half)
                + around(row - half, column + half)
                + around(row + half, column - half)
                + around(row + half, column + half);
        set(row, column, corners, most, random);
      }
    }
    for (int row = 0; row < side; row += half) {
      for (int column = row / half % 2 == 0 ? half : 0; column < side; column += step) {
        double sides =
            around(row - half, column)
                + around(row + half, column)
                + around(row, column - half)
                + around(row, column + half);
        set(row, column, sides, most, random);
      }
    }
  }

  private void set(int row, int column, double sum, double most, SplittableRandom random) {
    heights[row * side + column] = sum / 4 + most * (2 * random.nextDouble() - 1);
  }

  private double around(int row, int column) {
    return at(Math.floorMod(row, side), Math.floorMod(column, side));
  }

  private void scale() {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double height : heights) {
      least = Math.min(least, height);
      most = Math.max(most, height);
    }
    for (int i = 0; i < heights.length; i++) {
      heights[i] = (heights[i] - least) / (most - least);
    }
  }
}
