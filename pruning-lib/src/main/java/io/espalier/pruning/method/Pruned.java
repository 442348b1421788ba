// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Evaluation;
import java.util.List;
import java.util.Optional;

/**
 * The result of a method.
 *
 * @param mask mask of the weights kept
 * @param state state whose weights are 0 where the mask is 0
 * @param test evaluation of the state on the test split; empty if it is that of the last epoch
 * @param distortions how the outputs change when a layer loses weights, one per layer; empty if the
 *     method did not measure them
 */
public record Pruned(
    Mask mask, NetworkState state, Optional<Evaluation> test, List<DistortionCurve> distortions) {

  public Pruned {
    distortions = List.copyOf(distortions);
  }

  /** The result of the last epoch. */
  public Pruned(Mask mask, NetworkState state) {
    this(mask, state, Optional.empty(), List.of());
  }

  /** This result, with another state and its evaluation. */
  Pruned evaluated(NetworkState other, Evaluation evaluation) {
    return new Pruned(mask, other, Optional.of(evaluation), distortions);
  }

  /** This result, with these distortions. */
  Pruned with(List<DistortionCurve> measured) {
    return new Pruned(mask, state, test, measured);
  }
}
