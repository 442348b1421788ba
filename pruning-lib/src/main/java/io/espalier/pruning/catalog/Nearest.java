package io.espalier.pruning.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Names an unknown word's nearest known one, by edit distance. */
public final class Nearest {
  private Nearest() {}

  /**
   * A message for a word that is not among {@code known}: {@code Unknown method: bpi, did you mean
   * bip? (known: dense, bip, imp)}.
   *
   * @param kind what the word should have been the name of
   */
  public static String unknown(String kind, String word, Collection<String> known) {
    String hint =
        known.stream()
            .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
            .filter(candidate -> distance(word, candidate) <= Math.max(1, candidate.length() / 2))
            .map(candidate -> ", did you mean " + candidate + "?")
            .orElse("");
    return "Unknown %s: %s%s (known: %s)".formatted(kind, word, hint, String.join(", ", known));
  }

  /** Levenshtein's distance, ignoring case. */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
