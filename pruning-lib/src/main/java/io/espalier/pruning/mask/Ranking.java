// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

/** The order of scores, and the combination of the scores of a group. */
public enum Ranking {
  /** By absolute value; groups by the L2 norm. */
  MAGNITUDE,
  /** By value; groups by the sum. */
  SIGNED,
  /**
   * By value, groups by the L2 norm, for scores of 0 or more; negative scores mark removed weights
   * and come after all others, including survivors that are exactly 0.
   */
  SURVIVORS;

  private static final int ABSOLUTE = 0x7fffffff;
  private static final int NEGATIVE_ZERO = 0x80000000;

  // Switches, because a virtual call per weight would cost more than everything else.

  /**
   * A number whose order as an <em>unsigned</em> integer is the order of the scores.
   *
   * @param bits bits of a float32 score
   */
  int key(int bits) {
    return switch (this) {
      case MAGNITUDE -> bits & ABSOLUTE;
      case SIGNED, SURVIVORS -> signedKey(bits);
    };
  }

  /** Overwrites the bits of {@code length} scores by their {@linkplain #key keys}. */
  void keys(int[] bits, int length) {
    switch (this) {
      case MAGNITUDE -> {
        for (int i = 0; i < length; i++) {
          bits[i] &= ABSOLUTE;
        }
      }
      case SIGNED, SURVIVORS -> {
        for (int i = 0; i < length; i++) {
          bits[i] = signedKey(bits[i]);
        }
      }
    }
  }

  private static int signedKey(int bits) {
    int score = bits == NEGATIVE_ZERO ? 0 : bits; // -0 and 0 are equal scores
    return score ^ (score >> 31 | 0x80000000); // ~score if negative, else with the sign bit set
  }

  /**
   * Writes the first level of a tree of sums: the share of score i plus that of score {@code half +
   * i}, if there is one. A share is the square of a score, exact in float64, or the score itself.
   * Groups are ranked by the sum.
   *
   * @param half number of sums; from half of the number of scores to all of it
   */
  void addHalves(float[] scores, int half, double[] sums) {
    int pairs = scores.length - half;
    switch (this) {
      case MAGNITUDE -> {
        for (int i = 0; i < pairs; i++) {
          sums[i] = square(scores[i]) + square(scores[half + i]);
        }
        for (int i = pairs; i < half; i++) {
          sums[i] = square(scores[i]);
        }
      }
      case SIGNED -> {
        for (int i = 0; i < pairs; i++) {
          sums[i] = (double) scores[i] + scores[half + i];
        }
        for (int i = pairs; i < half; i++) {
          sums[i] = scores[i];
        }
      }
      case SURVIVORS -> {
        for (int i = 0; i < pairs; i++) {
          sums[i] = survivor(scores[i]) + survivor(scores[half + i]);
        }
        for (int i = pairs; i < half; i++) {
          sums[i] = survivor(scores[i]);
        }
      }
    }
  }

  private static double square(double score) {
    return score * score;
  }

  private static double survivor(double score) {
    return score < 0 ? Double.NEGATIVE_INFINITY : score * score;
  }
}
