// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.score;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What a ticket answers for one image. */
public sealed interface Answer extends Serializable {

  /**
   * The most likely classes.
   *
   * @param best five classes, or all if there are fewer, the most likely one first; of equal
   *     logits, the class with the lower index comes first
   */
  record Prediction(List<Guess> best) implements Answer {
    private static final int MOST = 5;

    public Prediction {
      best = List.copyOf(best);
    }

    /** The predicted class. */
    public Guess first() {
      return best.get(0);
    }

    /**
     * Of the logits of one image. Probabilities are computed in float64, as exp(l − max l) divided
     * by the sum of these in the order of the classes.
     *
     * @param logits logits of several images, row by row, none of them NaN
     * @param from where the row of the image begins
     * @param names names of the classes
     */
    static Prediction of(float[] logits, int from, List<String> names) {
      int classes = names.size();
      double largest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < classes; i++) {
        largest = Math.max(largest, logits[from + i]);
      }
      double[] weights = new double[classes];
      double sum = 0;
      for (int i = 0; i < classes; i++) {
        weights[i] = Math.exp(logits[from + i] - largest);
        sum += weights[i];
      }
      List<Guess> best = new ArrayList<>();
      BitSet taken = new BitSet(classes);
      while (best.size() < Math.min(MOST, classes)) {
        int next = mostLikely(logits, from, taken, classes);
        taken.set(next);
        best.add(new Guess(next, names.get(next), weights[next] / sum));
      }
      return new Prediction(best);
    }

    /** The first class with the largest logit among those that are not taken. */
    private static int mostLikely(float[] logits, int from, BitSet taken, int classes) {
      int first = taken.nextClearBit(0);
      for (int i = first + 1; i < classes; i++) {
        if (!taken.get(i) && logits[from + i] > logits[from + first]) {
          first = i;
        }
      }
      return first;
    }
  }

  /**
   * No prediction.
   *
   * @param reason why, such as {@code truncated}
   */
  record Unreadable(String reason) implements Answer {}
}
