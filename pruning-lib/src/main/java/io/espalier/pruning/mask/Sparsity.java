// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import java.io.Serializable;
import java.util.Locale;

/**
 * The share of prunable weights removed, and the share kept.
 *
 * <p>Shares are exact. Only a share given by a user can mean a round of iterative magnitude
 * pruning, see {@link #requested}.
 *
 * @param share share of weights removed, in [0, 1); 0 is dense
 * @param density share of weights kept, in (0, 1]; one of the two is 1 minus the other in double
 *     precision. Both are stored, because neither determines the last bit of the other
 */
public record Sparsity(double share, double density) implements Comparable<Sparsity>, Serializable {
  /** Nothing removed. */
  public static final Sparsity DENSE = new Sparsity(0);

  private static final double KEPT_A_ROUND = 0.8;

  /** Rounding error of three decimals, as printed in papers. */
  private static final double TOLERANCE = 0.0005;

  private static final double TOLERANCE_OF_KEPT = 0.005;

  /**
   * @throws IllegalArgumentException unless 0 ≤ share &lt; 1, 0 &lt; density ≤ 1 and one is 1 minus
   *     the other
   */
  public Sparsity {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(
          "Invalid sparsity: " + share + ", must be at least 0 and less than 1");
    }
    if (!(density > 0 && density <= 1) || (density != 1 - share && share != 1 - density)) {
      throw new IllegalArgumentException(
          "Invalid density: " + density + ", must be 1 - " + share + ", the share that is kept");
    }
  }

  /**
   * Exactly {@code share} removed.
   *
   * @throws IllegalArgumentException unless 0 ≤ share &lt; 1
   */
  public Sparsity(double share) {
    this(share, 1 - share);
  }

  /**
   * Exactly {@code density} kept: {@link #kept} is round(density · n). Computing it from the share
   * could yield another count, because 1 − (1 − x) is not x in double precision.
   *
   * @param density in (0, 1]
   * @throws IllegalArgumentException when it is out of range, or so small that 1 − density is 1
   */
  public static Sparsity keeping(double density) {
    return new Sparsity(1 - density, density);
  }

  /**
   * The sparsity that a user means by {@code share}.
   *
   * <p>Pruning papers sweep the shares that iterative magnitude pruning reaches by removing 20 % of
   * the survivors per round, 1 − 0.8^r, but print them rounded (86.6 %, 0.893). A share that equals
   * such a round to three decimals <em>is</em> that round, so that every method of a sweep keeps
   * the same count. Equal means that the two differ by at most 0.0005, and by at most 0.5 % of the
   * density of the round. Every other share is exact: 0.995 is not round 24, which keeps 5.6 %
   * less.
   *
   * @throws IllegalArgumentException unless 0 ≤ share &lt; 1
   */
  public static Sparsity requested(double share) {
    Sparsity written = new Sparsity(share);
    Sparsity round = afterRounds((int) Math.round(exactRounds(share)));
    double tolerance = Math.min(TOLERANCE, TOLERANCE_OF_KEPT * round.density());
    boolean named = !round.equals(DENSE) && Math.abs(round.share() - share) <= tolerance;
    return named ? round : written;
  }

  /**
   * The share removed after {@code rounds} rounds that each keep 80 % of the survivors, 1 −
   * 0.8^rounds.
   *
   * @param rounds 0 or more
   */
  public static Sparsity afterRounds(int rounds) {
    return new Sparsity(1 - StrictMath.pow(KEPT_A_ROUND, rounds));
  }

  /** The number of {@code prunable} weights kept: round(density · prunable), at least one. */
  public long kept(long prunable) {
    return Math.max(1, Math.round(density() * (double) prunable));
  }

  /**
   * The number of {@code groups} kept when floor(share · groups) are removed, at least one. A
   * product just below an integer, such as 0.29 · 100, counts as that integer.
   */
  public int keptGroups(int groups) {
    return Math.max(1, groups - (int) Math.floor(share * groups + 1e-9));
  }

  /** The number of whole 20 % rounds that remove no more than this share. */
  public int wholeRounds() {
    int rounds = (int) Math.floor(exactRounds(share) + 1e-9);
    return afterRounds(rounds).share > share ? rounds - 1 : rounds;
  }

  /** Whether this is exactly 1 − 0.8^r for a whole r. */
  public boolean isRound() {
    return equals(afterRounds(wholeRounds()));
  }

  @Override
  public int compareTo(Sparsity other) {
    int byShare = Double.compare(share, other.share);
    return byShare != 0 ? byShare : Double.compare(other.density, density);
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
