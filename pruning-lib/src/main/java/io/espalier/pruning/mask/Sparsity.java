package io.espalier.pruning.mask;

import java.io.Serializable;
import java.util.Locale;

/**
 * The share of the prunable weights that is removed.
 *
 * <p>Pruning papers sweep the shares that iterative magnitude pruning reaches by removing 20 % of
 * the survivors a round, 1 − 0.8^r, but print them rounded (74 %, 86.6 %). A share within 0.0005 of
 * such a round <em>is</em> that round here, so that every method of a sweep keeps the same count.
 *
 * @param share in [0, 1): 0 is dense
 */
public record Sparsity(double share) implements Comparable<Sparsity>, Serializable {
  /** Nothing removed. */
  public static final Sparsity DENSE = new Sparsity(0);

  private static final double KEPT_A_ROUND = 0.8;
  private static final double TOLERANCE = 0.0005;

  /**
   * @throws IllegalArgumentException unless 0 ≤ share &lt; 1
   */
  public Sparsity {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(
          "Invalid sparsity: " + share + ", must be at least 0 and less than 1");
    }
    if (share > 0) {
      int round = (int) Math.round(exactRounds(share));
      double named = 1 - StrictMath.pow(KEPT_A_ROUND, round);
      if (round >= 1 && Math.abs(named - share) <= TOLERANCE) {
        share = named;
      }
    }
  }

  /**
   * The share removed after {@code rounds} rounds that each keep 80 % of what is left, 1 −
   * 0.8^rounds.
   *
   * @param rounds 0 or more
   */
  public static Sparsity afterRounds(int rounds) {
    return new Sparsity(1 - StrictMath.pow(KEPT_A_ROUND, rounds));
  }

  /** The share kept, 1 − {@link #share}. */
  public double density() {
    return 1 - share;
  }

  /** How many of {@code prunable} weights are kept: round(density · prunable), at least one. */
  public long kept(long prunable) {
    return Math.max(1, Math.round(density() * (double) prunable));
  }

  /**
   * How many of {@code groups} are kept where floor(share · groups) are removed, at least one. A
   * product just below a whole number, such as 0.29 · 100, is that number.
   */
  public int keptGroups(int groups) {
    return Math.max(1, groups - (int) Math.floor(share * groups + 1e-9));
  }

  /** The number of whole 20 % rounds that remove no more than this share. */
  public int wholeRounds() {
    return (int) Math.floor(exactRounds(share) + 1e-9);
  }

  /** Whether this is exactly 1 − 0.8^r for a whole r. */
  public boolean isRound() {
    return equals(afterRounds(wholeRounds()));
  }

  @Override
  public int compareTo(Sparsity other) {
    return Double.compare(share, other.share);
  }

  /** In percent with two decimals: {@code 73.79 %}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static double exactRounds(double share) {
    return StrictMath.log(1 - share) / StrictMath.log(KEPT_A_ROUND);
  }
}
