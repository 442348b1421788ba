// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.mask.LayerBudget;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.train.Learner;
import java.util.List;

/**
 * Exchanges weights, with a constant number of weights in every layer (Evci et al. 2020, "Rigging
 * the lottery: making all tickets winners", algorithm 1): drops a share of the kept weights, those
 * with the smallest |w|; then adds the same number of the weights not kept, including the dropped
 * ones, those with the largest |∇l|. Added weights start at 0, with velocity 0.
 */
final class DropAndGrow {
  private final List<Layer> layers;

  DropAndGrow(List<Layer> layers) {
    this.layers = layers;
  }

  /** The share of the weights kept that is exchanged, from {@code initial} at 0 to 0 at 1. */
  static double cosine(double initial, double progress) {
    return initial / 2 * (1 + Math.cos(Math.PI * progress));
  }

  /**
   * Changes the mask, weights and velocity of the learner in place, in the scope of the caller.
   *
   * @param gradient ∇l at z of all weights, including removed ones; shape (n)
   * @param share share of the kept weights to exchange, in [0, 1): floor(share · k) of the k kept
   *     weights of a layer
   */
  void exchange(Learner learner, NDArray gradient, double share) {
    Mask mask = learner.mask();
    LayerBudget kept = mask.budget(layers);
    kept.fewer(share).narrow(mask, learner.state().weights());
    Gmp.forgetRemoved(learner);
    kept.grow(mask, gradient);
  }
}
