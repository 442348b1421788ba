// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Evaluation;
import java.util.Optional;

/**
 * The result of a method.
 *
 * @param mask mask of the weights kept
 * @param state state whose weights are 0 where the mask is 0
 * @param test evaluation of the state on the test split; empty if it is that of the last epoch
 */
public record Pruned(Mask mask, NetworkState state, Optional<Evaluation> test) {

  /** The result of the last epoch. */
  public Pruned(Mask mask, NetworkState state) {
    this(mask, state, Optional.empty());
  }
}
