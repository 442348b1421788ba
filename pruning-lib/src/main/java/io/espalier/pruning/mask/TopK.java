// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.engine.HostView;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Exact selection of the k largest of n scores, equal scores ranked by index (the lower index is
 * kept).
 *
 * <p>Uses a radix histogram of order-preserving integer keys: one pass counts the upper 16 bits of
 * the keys; another writes the mask, except for the few scores that share the upper bits of the
 * k-th largest, and records their indices; their lower 16 bits are then counted likewise. There is
 * no sorting, and memory is reused: a selection allocates only if more scores share their upper
 * bits than before, at most all of them.
 *
 * <p>Not thread-safe.
 */
public final class TopK {
  private static final int DIGIT_BITS = 16;
  private static final int DIGITS = 1 << DIGIT_BITS;
  private static final int CHUNK = 1024;
  private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
  private static final int SIGN = 0x80000000;
  private static final int ONE = Float.floatToRawIntBits(1f);

  private final int[] keys = new int[CHUNK];

  private final int[] counts = new int[DIGITS];

  /** Indices of the scores that share the upper bits of the k-th largest, ascending. */
  private int[] close = new int[0];

  /**
   * The threshold of a ranking.
   *
   * @param digit digit of the last score that is kept
   * @param kept number of scores with this digit that are kept
   * @param all number of scores with this digit
   */
  private record Cut(int digit, long kept, int all) {}

  /**
   * Writes 1 into {@code mask} where a score is among the {@code kept} largest, 0 elsewhere.
   *
   * @param scores float32, shape (n)
   * @param kept number of scores to select, in [0, n]
   * @param mask float32, shape (n), overwritten in place; shares no storage with {@code scores}
   * @throws IllegalArgumentException when {@code kept} is out of range or a score is NaN
   */
  public void select(NDArray scores, long kept, Ranking ranking, NDArray mask) {
    if (kept < 0 || kept > scores.size()) {
      throw new IllegalArgumentException(
          "Invalid number to keep: %s, must be from 0 to %s".formatted(kept, scores.size()));
    }
    HostView target = HostView.of(mask);
    try (HostCopy copy = HostCopy.of(scores)) {
      select(copy.bytes().asIntBuffer(), kept, ranking, target.bits());
    }
    target.commit();
  }

  /**
   * Selects as above, from the bits of float32 scores to the bits of a float32 mask, both on the
   * host.
   */
  void select(IntBuffer scores, long kept, Ranking ranking, IntBuffer mask) {
    countUpper(scores, ranking);
    refuseNaNs(scores, ranking);
    Cut upper = cut(kept);
    int found = keepAbove(scores, ranking, upper, mask);
    countLower(scores, ranking, found);
    keepClose(scores, ranking, found, cut(upper.kept()), mask);
  }

  private void countUpper(IntBuffer scores, Ranking ranking) {
    Arrays.fill(counts, 0);
    for (int from = 0; from < scores.limit(); from += CHUNK) {
      int length = readKeys(scores, ranking, from);
      for (int i = 0; i < length; i++) {
        counts[keys[i] >>> DIGIT_BITS]++;
      }
    }
  }

  /** The threshold of the {@code kept} largest counted scores. */
  private Cut cut(long kept) {
    long left = kept;
    int digit = DIGITS - 1;
    while (digit > 0 && left > counts[digit]) {
      left -= counts[digit--];
    }
    return new Cut(digit, left, counts[digit]);
  }

  /**
   * Writes the mask without the scores that have the digit of the threshold.
   *
   * @return the number of these scores, whose indices are recorded in {@code close}
   */
  private int keepAbove(IntBuffer scores, Ranking ranking, Cut cut, IntBuffer mask) {
    if (close.length < cut.all()) {
      close = new int[cut.all()];
    }
    int found = 0;
    for (int from = 0; from < scores.limit(); from += CHUNK) {
      int length = readKeys(scores, ranking, from);
      found = noteClose(from, length, cut.digit(), found);
      for (int i = 0; i < length; i++) { // branchless, to process many at a time
        keys[i] = ((cut.digit() - (keys[i] >>> DIGIT_BITS)) >> 31) & ONE;
      }
      mask.put(from, keys, 0, length);
    }
    return found;
  }

  private int noteClose(int from, int length, int digit, int found) {
    int noted = found;
    for (int i = 0; i < length; i++) {
      if (keys[i] >>> DIGIT_BITS == digit) {
        close[noted++] = from + i;
      }
    }
    return noted;
  }

  private void countLower(IntBuffer scores, Ranking ranking, int found) {
    Arrays.fill(counts, 0);
    for (int i = 0; i < found; i++) {
      counts[lower(scores, ranking, close[i])]++;
    }
  }

  private void keepClose(IntBuffer scores, Ranking ranking, int found, Cut cut, IntBuffer mask) {
    long ties = cut.kept();
    for (int i = 0; i < found; i++) {
      int digit = lower(scores, ranking, close[i]);
      if (digit > cut.digit() || (digit == cut.digit() && ties-- > 0)) {
        mask.put(close[i], ONE);
      }
    }
  }

  private static int lower(IntBuffer scores, Ranking ranking, int index) {
    return ranking.key(scores.get(index)) & DIGITS - 1;
  }

  private int readKeys(IntBuffer scores, Ranking ranking, int from) {
    int length = Math.min(CHUNK, scores.limit() - from);
    scores.get(from, keys, 0, length);
    ranking.keys(keys, length);
    return length;
  }

  /** Checks each score only if some share their upper bits with NaN. */
  private void refuseNaNs(IntBuffer scores, Ranking ranking) {
    for (int upper = INFINITY >>> DIGIT_BITS; upper <= Integer.MAX_VALUE >>> DIGIT_BITS; upper++) {
      int bits = upper << DIGIT_BITS;
      if (hasCounted(ranking.key(bits)) || hasCounted(ranking.key(bits | SIGN))) {
        for (int i = 0; i < scores.limit(); i++) {
          refuseNaN(scores.get(i), i);
        }
        return;
      }
    }
  }

  private boolean hasCounted(int key) {
    return counts[key >>> DIGIT_BITS] > 0;
  }

  private static void refuseNaN(int bits, int index) {
    if (Float.isNaN(Float.intBitsToFloat(bits))) {
      throw new UnrankableScores(
          "Cannot rank scores: the score at index " + index + " is not a number");
    }
  }

  /**
   * @throws UnrankableScores when the score is NaN
   */
  static int keyOf(FloatBuffer scores, int index, Ranking ranking) {
    int bits = Float.floatToRawIntBits(scores.get(index));
    refuseNaN(bits, index);
    return ranking.key(bits);
  }
}
