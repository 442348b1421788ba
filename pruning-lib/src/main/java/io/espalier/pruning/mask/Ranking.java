package io.espalier.pruning.mask;

/** Which of two scores is the larger, and what scores amount to together. */
public enum Ranking {
  /** By absolute value, the sign does not matter; together, by the L2 norm. */
  MAGNITUDE {
    @Override
    int key(float score) {
      return Float.floatToRawIntBits(score) & 0x7fffffff;
    }

    @Override
    double share(float score) {
      return (double) score * score;
    }
  },
  /** By value; together, by the sum. */
  SIGNED {
    @Override
    int key(float score) {
      int bits = Float.floatToRawIntBits(score + 0f); // -0 and 0 are equal scores
      return bits < 0 ? ~bits : bits | 0x80000000;
    }

    @Override
    double share(float score) {
      return score;
    }
  },
  /**
   * Scores of 0 or more by value, together by the L2 norm; a negative score comes after all others,
   * also after survivors that are exactly 0: what is removed already.
   */
  SURVIVORS {
    @Override
    int key(float score) {
      return SIGNED.key(score);
    }

    @Override
    double share(float score) {
      return score < 0 ? Double.NEGATIVE_INFINITY : (double) score * score;
    }
  };

  /** A number whose order as an <em>unsigned</em> integer is the order of the scores. */
  abstract int key(float score);

  /** What a score adds to its group's; groups are ranked by the sum. */
  abstract double share(float score);
}
