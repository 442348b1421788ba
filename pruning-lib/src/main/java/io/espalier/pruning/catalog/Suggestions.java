// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Suggests the nearest known word for an unknown one, by edit distance. */
public final class Suggestions {
  private Suggestions() {}

  /**
   * A message for a word that is not in {@code known}: {@code Unknown method: bpi, did you mean
   * bip? (known: dense, bip, imp)}.
   *
   * @param kind kind of name, for the message
   */
  public static String unknown(String kind, String word, Collection<String> known) {
    String hint =
        known.stream()
            .filter(candidate -> word.length() <= 2 * candidate.length())
            .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
            .filter(candidate -> distance(word, candidate) <= Math.max(1, candidate.length() / 2))
            .map(candidate -> ", did you mean " + candidate + "?")
            .orElse("");
    return "Unknown %s: %s%s (known: %s)"
        .formatted(kind, Display.text(word), hint, String.join(", ", known));
  }

  /**
   * The optimal string alignment distance, ignoring case: insertions, deletions, substitutions and
   * swaps of neighbours each count one.
   */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        cost[i][j] = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
        cost[i][j] = Math.min(cost[i][j], cost[i - 1][j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
