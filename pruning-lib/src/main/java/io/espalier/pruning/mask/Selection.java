// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;

/**
 * The set of masks allowed at a sparsity, S in the BiP paper, represented by the projection onto
 * it: the allowed mask that keeps the best scores. Equal scores are ranked by index, so the result
 * is deterministic.
 *
 * <p>Reads scores and writes masks in host memory (on a GPU through a copy; not tried on a GPU).
 */
public interface Selection {

  /**
   * Overwrites {@code mask} in place.
   *
   * @param scores float32, shape (n)
   * @throws UnrankableScores when a score is NaN
   */
  void project(NDArray scores, Ranking ranking, Mask mask);

  /** The number of prunable groups: single weights, filters or channels. */
  long groups();

  /** The exact number of {@link #groups} kept. */
  long groupsKept();

  /**
   * Whether the masks remove whole filters or channels, so that a masked network can be computed
   * without them.
   */
  default boolean removesChannels() {
    return false;
  }

  /**
   * The projection of {@code scores} as a new mask with the manager of the scores.
   *
   * @param others number of other parameters of the network
   */
  default Mask of(NDArray scores, long others, Ranking ranking) {
    Mask mask = Mask.dense(scores.getManager(), scores.size(), others);
    project(scores, ranking, mask);
    return mask;
  }

  /**
   * Narrows {@code mask} in place to the projection of the magnitudes of {@code weights}. Keeps no
   * weight that {@code mask} has removed, even if a survivor is exactly 0.
   */
  default void narrow(Mask mask, NDArray weights) {
    try (NDArray removed = mask.values().sub(1);
        NDArray size = weights.abs();
        NDArray survivors = size.mul(mask.values());
        NDArray scores = survivors.add(removed)) {
      project(scores, Ranking.SURVIVORS, mask);
    }
  }

  /** Whether {@code mask} is allowed: its projection is the mask itself. */
  default boolean allows(Mask mask) {
    Mask projected = of(mask.values(), mask.other().size(), Ranking.SIGNED);
    boolean same =
        projected.values().equals(mask.values()) && projected.other().equals(mask.other());
    projected.values().close();
    projected.other().close();
    return same;
  }
}
