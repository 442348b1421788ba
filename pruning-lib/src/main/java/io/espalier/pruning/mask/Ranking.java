package io.espalier.pruning.mask;

/** Which of two scores is the larger, and what scores amount to together. */
public enum Ranking {
  /** By absolute value, the sign does not matter; together, by the L2 norm. */
  MAGNITUDE,
  /** By value; together, by the sum. */
  SIGNED,
  /**
   * Scores of 0 or more by value, together by the L2 norm; a negative score comes after all others,
   * also after survivors that are exactly 0: what is removed already.
   */
  SURVIVORS;

  private static final int ABSOLUTE = 0x7fffffff;
  private static final int NEGATIVE_ZERO = 0x80000000;

  // Switches, not methods of the constants: a virtual call a weight would cost more than the rest.

  /**
   * A number whose order as an <em>unsigned</em> integer is the order of the scores.
   *
   * @param bits of a float32 score
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
    return score ^ (score >> 31 | 0x80000000); // ~score below 0, else the sign's bit set
  }

  /** What a score adds to its group's; groups are ranked by the sum. */
  double share(float score) {
    return switch (this) {
      case MAGNITUDE -> (double) score * score;
      case SIGNED -> score;
      case SURVIVORS -> score < 0 ? Double.NEGATIVE_INFINITY : (double) score * score;
    };
  }
}
