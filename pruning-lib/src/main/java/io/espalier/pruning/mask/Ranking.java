package io.espalier.pruning.mask;

/** Which of two scores is the larger. */
public enum Ranking {
  /** By absolute value; the sign does not matter. */
  MAGNITUDE {
    @Override
    int key(float score) {
      return Float.floatToRawIntBits(score) & 0x7fffffff;
    }
  },
  /** By value. */
  SIGNED {
    @Override
    int key(float score) {
      int bits = Float.floatToRawIntBits(score + 0f); // -0 and 0 are equal scores
      return bits < 0 ? ~bits : bits | 0x80000000;
    }
  };

  /** A number whose order as an <em>unsigned</em> integer is the order of the scores. */
  abstract int key(float score);
}
