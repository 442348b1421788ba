// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;

/** Unstructured masks with a fixed number of weights kept in each layer. */
public interface LayerBudget extends Selection {

  /**
   * Of each layer floor(share · k) fewer weights than the k of this budget.
   *
   * @param share in [0, 1]
   */
  LayerBudget fewer(double share);

  /**
   * Grows {@code mask} in place to this budget: of the weights of a layer that it removes, those
   * with the largest |gradient| are added. Only for masks that keep no more weights of a layer than
   * the budget.
   *
   * @param gradient float32, shape (n)
   */
  default void grow(Mask mask, NDArray gradient) {
    try (NDArray scores = mask.selector().candidates(mask.values(), gradient)) {
      project(scores, Ranking.SIGNED, mask);
    }
  }
}
