package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;

/**
 * The masks that are allowed at one sparsity, S of the BiP paper, as the projection on them: of all
 * allowed masks, the one that keeps the best scores. Equal scores are ranked by index, so the
 * result is one and the same everywhere.
 *
 * <p>Scores are read, and masks written, through the host (on a GPU by a copy; not tried on one).
 */
public interface Selection {

  /**
   * Overwrites {@code mask} in place.
   *
   * @param scores float32, shape (n)
   * @throws UnrankableScores when a score is not a number
   */
  void project(NDArray scores, Ranking ranking, Mask mask);

  /** How much can be removed: weights where they are removed singly, filters or channels. */
  long groups();

  /** How many of {@link #groups} are kept, exactly. */
  long groupsKept();

  /**
   * Whether the masks remove filters or channels as a whole, so that a network under one of them
   * may be computed without what they remove.
   */
  default boolean removesChannels() {
    return false;
  }

  /**
   * The projection of {@code scores} as a mask of its own, in the scores' memory.
   *
   * @param others the number of the network's other parameters
   */
  default Mask of(NDArray scores, long others, Ranking ranking) {
    Mask mask = Mask.dense(scores.getManager(), scores.size(), others);
    project(scores, ranking, mask);
    return mask;
  }

  /**
   * Narrows {@code mask} in place to the projection of the magnitudes of {@code weights} that keeps
   * nothing that the mask has removed, also where a survivor is exactly 0.
   */
  default void narrow(Mask mask, NDArray weights) {
    try (NDArray removed = mask.values().sub(1);
        NDArray size = weights.abs();
        NDArray survivors = size.mul(mask.values());
        NDArray scores = survivors.add(removed)) {
      project(scores, Ranking.SURVIVORS, mask);
    }
  }

  /** Whether {@code mask} is one of them: a projection leaves it as it is. */
  default boolean allows(Mask mask) {
    Mask projected = of(mask.values(), mask.other().size(), Ranking.SIGNED);
    boolean same =
        projected.values().equals(mask.values()) && projected.other().equals(mask.other());
    projected.values().close();
    projected.other().close();
    return same;
  }
}
