// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.engine.HostCopy;

/**
 * The set of masks allowed at a sparsity, S in the BiP paper, represented by the projection onto
 * it: the allowed mask that keeps the best scores. Equal scores are ranked by index, so the result
 * is deterministic.
 *
 * <p>Works where the mask is prepared, see {@link Mask#selector}: on the host, or on the device
 * without a byte that leaves it (not tried on a GPU).
 */
public interface Selection {

  /**
   * Overwrites {@code mask} in place.
   *
   * <p>A score that is NaN is an error, which the host finds at once. The device does not wait to
   * find it: the whole mask becomes NaN, and so does the loss of the next step, with which training
   * ends in a {@code DivergedException}.
   *
   * @param scores float32, shape (n)
   * @throws UnrankableScores when a score is NaN and the mask is prepared on the host
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
   * The projection of {@code scores} as a new mask with the manager of the scores, in the faster
   * way of their device.
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
    try (NDArray scores = mask.selector().survivors(mask.values(), weights)) {
      project(scores, Ranking.SURVIVORS, mask);
    }
  }

  /**
   * Whether {@code mask} is allowed: its projection is the mask itself. Read by the host.
   *
   * @throws UnrankableScores when the mask is NaN, because it was selected by scores that were not
   *     numbers
   */
  default boolean allows(Mask mask) {
    try (NDArray values = mask.values().onesLike();
        NDArray other = mask.other().onesLike()) {
      project(mask.values(), Ranking.SIGNED, new Mask(values, other, mask.selector()));
      if (Float.isNaN(HostCopy.floats(values)[0])) {
        throw new UnrankableScores("Cannot rank scores: one of them is not a number");
      }
      return values.equals(mask.values()) && other.equals(mask.other());
    }
  }
}
