package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;

/**
 * Exact selection of the k largest of n scores, equal scores ranked by index (the lower index is
 * kept).
 *
 * <p>The k-th largest score is found by a radix histogram in three passes over the 32 bits of the
 * scores' order-preserving integer keys; a fourth pass writes the mask. No sorting, no allocation
 * beyond three small histograms.
 */
public final class TopK {
  private static final int[] DIGIT_BITS = {11, 11, 10};

  private TopK() {}

  /**
   * Writes 1 into {@code mask} where a score is among the {@code kept} largest, 0 elsewhere.
   *
   * @param scores float32, shape (n)
   * @param kept how many, in [0, n]
   * @param mask float32, shape (n), overwritten in place; shares no storage with {@code scores}
   * @throws IllegalArgumentException when {@code kept} is out of range or a score is not a number
   */
  public static void select(NDArray scores, long kept, Ranking ranking, NDArray mask) {
    if (kept < 0 || kept > scores.size()) {
      throw new IllegalArgumentException(
          "Invalid number to keep: %d, must be from 0 to %d".formatted(kept, scores.size()));
    }
    FloatBuffer values = scores.toByteBuffer(true).asFloatBuffer();
    HostView target = HostView.of(mask);
    select(values, kept, ranking, target.floats());
    target.commit();
  }

  /** As above, on the host. */
  static void select(FloatBuffer scores, long kept, Ranking ranking, FloatBuffer mask) {
    int n = scores.limit();
    int threshold = 0;
    int decided = 0; // bits of the threshold that are known
    long rank = kept; // of the threshold among the scores that share the known bits
    int shift = Integer.SIZE;
    for (int bits : DIGIT_BITS) {
      shift -= bits;
      long[] histogram = new long[1 << bits];
      int digit = histogram.length - 1;
      for (int i = 0; i < n; i++) {
        int key = keyOf(scores, i, ranking);
        if ((key & decided) == threshold) {
          histogram[key >>> shift & digit]++;
        }
      }
      decided |= digit << shift;
      while (digit > 0 && rank > histogram[digit]) {
        rank -= histogram[digit--];
      }
      threshold |= digit << shift;
    }
    long ties = rank; // how many of the scores equal to the threshold are kept
    for (int i = 0; i < n; i++) {
      int order = Integer.compareUnsigned(keyOf(scores, i, ranking), threshold);
      boolean keep = kept > 0 && (order > 0 || (order == 0 && ties-- > 0));
      mask.put(i, keep ? 1f : 0f);
    }
  }

  /**
   * @throws UnrankableScores when the score is not a number
   */
  static int keyOf(FloatBuffer scores, int index, Ranking ranking) {
    float score = scores.get(index);
    if (Float.isNaN(score)) {
      throw new UnrankableScores(
          "Cannot rank scores: the score at index " + index + " is not a number");
    }
    return ranking.key(score);
  }
}
