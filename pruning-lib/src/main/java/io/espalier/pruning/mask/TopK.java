package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Exact selection of the k largest of n scores, equal scores ranked by index (the lower index is
 * kept).
 *
 * <p>The k-th largest score is found by a radix histogram in two passes over the scores'
 * order-preserving integer keys, first of their upper 16 bits, then of the lower 16 of those that
 * share the upper ones; a third pass writes the mask. No sorting, and all memory is this object's:
 * a selection allocates nothing.
 *
 * <p>For one thread at a time.
 */
public final class TopK {
  private static final int DIGIT_BITS = 16;
  private static final int DIGITS = 1 << DIGIT_BITS;
  private static final int CHUNK = 1024;
  private static final int ONE = Float.floatToRawIntBits(1f);

  private final int[] keys = new int[CHUNK];

  private final int[] counts = new int[DIGITS];

  /**
   * Where a ranking is cut.
   *
   * @param digit of the last score that is kept
   * @param kept how many of the scores with this digit are kept
   * @param all how many there are
   */
  private record Cut(int digit, long kept, long all) {}

  /**
   * Writes 1 into {@code mask} where a score is among the {@code kept} largest, 0 elsewhere.
   *
   * @param scores float32, shape (n)
   * @param kept how many, in [0, n]
   * @param mask float32, shape (n), overwritten in place; shares no storage with {@code scores}
   * @throws IllegalArgumentException when {@code kept} is out of range or a score is not a number
   */
  public void select(NDArray scores, long kept, Ranking ranking, NDArray mask) {
    if (kept < 0 || kept > scores.size()) {
      throw new IllegalArgumentException(
          "Invalid number to keep: %d, must be from 0 to %d".formatted(kept, scores.size()));
    }
    IntBuffer bits = scores.toByteBuffer(true).asIntBuffer();
    HostView target = HostView.of(mask);
    select(bits, kept, ranking, target.bits());
    target.commit();
  }

  /** As above, on the host: the bits of float32 scores, and of a float32 mask. */
  void select(IntBuffer scores, long kept, Ranking ranking, IntBuffer mask) {
    countUpper(scores, ranking);
    Cut upper = cut(kept);
    countLower(scores, ranking, upper.digit());
    Cut lower = cut(upper.kept());
    int threshold = upper.digit() << DIGIT_BITS | lower.digit();
    keep(scores, ranking, threshold, mask);
    removeLast(lower.all() - lower.kept(), scores, ranking, threshold, mask);
  }

  private void countUpper(IntBuffer scores, Ranking ranking) {
    Arrays.fill(counts, 0);
    for (int from = 0; from < scores.limit(); from += CHUNK) {
      int length = read(scores, from);
      refuseNaNs(from, length);
      ranking.keys(keys, length);
      for (int i = 0; i < length; i++) {
        counts[keys[i] >>> DIGIT_BITS]++;
      }
    }
  }

  private void countLower(IntBuffer scores, Ranking ranking, int upper) {
    Arrays.fill(counts, 0);
    for (int from = 0; from < scores.limit(); from += CHUNK) {
      int length = read(scores, from);
      ranking.keys(keys, length);
      for (int i = 0; i < length; i++) {
        if (keys[i] >>> DIGIT_BITS == upper) {
          counts[keys[i] & DIGITS - 1]++;
        }
      }
    }
  }

  /** Where the {@code kept} largest of all that was counted end. */
  private Cut cut(long kept) {
    long left = kept;
    int digit = DIGITS - 1;
    while (digit > 0 && left > counts[digit]) {
      left -= counts[digit--];
    }
    return new Cut(digit, left, counts[digit]);
  }

  private void keep(IntBuffer scores, Ranking ranking, int threshold, IntBuffer mask) {
    for (int from = 0; from < scores.limit(); from += CHUNK) {
      int length = read(scores, from);
      ranking.keys(keys, length);
      for (int i = 0; i < length; i++) {
        keys[i] = ~below(keys[i], threshold) & ONE;
      }
      mask.put(from, keys, 0, length);
    }
  }

  /**
   * All bits where key < threshold, both unsigned, else none; many at a time, for it does not
   * branch (Warren, Hacker's Delight, 2nd edition, section 2–12).
   */
  private static int below(int key, int threshold) {
    return ((~key & threshold) | ((~key | threshold) & (key - threshold))) >> 31;
  }

  /** Of scores equal to the threshold. */
  private static void removeLast(
      long surplus, IntBuffer scores, Ranking ranking, int threshold, IntBuffer mask) {
    long left = surplus;
    for (int i = scores.limit() - 1; left > 0; i--) {
      if (ranking.key(scores.get(i)) == threshold) {
        mask.put(i, 0);
        left--;
      }
    }
  }

  private int read(IntBuffer scores, int from) {
    int length = Math.min(CHUNK, scores.limit() - from);
    scores.get(from, keys, 0, length);
    return length;
  }

  private void refuseNaNs(int from, int length) {
    int several = 0;
    for (int i = 0; i < length; i++) {
      several += Ranking.isNaN(keys[i]);
    }
    for (int i = 0; several > 0 && i < length; i++) {
      refuseNaN(keys[i], from + i);
    }
  }

  private static void refuseNaN(int bits, int index) {
    if (Ranking.isNaN(bits) == 1) {
      throw new UnrankableScores(
          "Cannot rank scores: the score at index " + index + " is not a number");
    }
  }

  /**
   * @throws UnrankableScores when the score is not a number
   */
  static int keyOf(FloatBuffer scores, int index, Ranking ranking) {
    int bits = Float.floatToRawIntBits(scores.get(index));
    refuseNaN(bits, index);
    return ranking.key(bits);
  }
}
