// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.robustness;

/**
 * A blur by a normal density, first along rows and then along columns. The density ends at 4
 * deviations, and the edge of an image goes on beyond it.
 *
 * @param deviation in pixels, above 0
 */
record GaussianBlur(double deviation) {
  private static final double CUT = 4;

  void apply(Picture image) {
    double[] weights = weights();
    double[] blurred = new double[image.values().length];
    along(image.values(), blurred, weights, 1, image.width());
    along(blurred, image.values(), weights, image.width(), image.height());
  }

  /** The weights of the distances 0, 1, …, of which those of all pixels sum to 1. */
  private double[] weights() {
    double[] weights = new double[(int) (CUT * deviation + 0.5) + 1];
    double sum = 0;
    for (int distance = 0; distance < weights.length; distance++) {
      weights[distance] = StrictMath.exp(-distance * distance / (2 * deviation * deviation));
      sum += distance == 0 ? weights[distance] : 2 * weights[distance];
    }
    for (int distance = 0; distance < weights.length; distance++) {
      weights[distance] /= sum;
    }
    return weights;
  }

  /**
   * @param step distance in memory of neighbours along the axis
   * @param length number of pixels along the axis
   */
  private static void along(double[] from, double[] to, double[] weights, int step, int length) {
    for (int at = 0; at < from.length; at++) {
      int place = at / step % length;
      double sum = weights[0] * from[at];
      for (int distance = 1; distance < weights.length; distance++) {
        int before = Math.max(0, place - distance);
        int after = Math.min(length - 1, place + distance);
        sum +=
            weights[distance]
                * (from[at + (before - place) * step] + from[at + (after - place) * step]);
      }
      to[at] = sum;
    }
  }
}
