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

  // Switches, not methods of the constants: a virtual call a weight would cost more than the rest.

  /** A number whose order as an <em>unsigned</em> integer is the order of the scores. */
  int key(float score) {
    return switch (this) {
      case MAGNITUDE -> Float.floatToRawIntBits(score) & 0x7fffffff;
      case SIGNED, SURVIVORS -> {
        int bits = Float.floatToRawIntBits(score + 0f); // -0 and 0 are equal scores
        yield bits ^ (bits >> 31 | 0x80000000); // ~bits below 0, else the sign's bit set
      }
    };
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
