// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Evaluation;
import java.util.Arrays;
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
 * @param imageScores scores of the training images; empty unless the run is to score them
 */
public record Pruned(
    Mask mask,
    NetworkState state,
    Optional<Evaluation> test,
    List<DistortionCurve> distortions,
    List<Double> imageScores) {

  public Pruned {
    distortions = List.copyOf(distortions);
    imageScores = List.copyOf(imageScores);
  }

  /** The result of the last epoch. */
  public Pruned(Mask mask, NetworkState state) {
    this(mask, state, Optional.empty(), List.of(), List.of());
  }

  /** This result, with another state and its evaluation. */
  Pruned evaluated(NetworkState other, Evaluation evaluation) {
    return new Pruned(mask, other, Optional.of(evaluation), distortions, imageScores);
  }

  /** This result, with these distortions. */
  Pruned with(List<DistortionCurve> measured) {
    return new Pruned(mask, state, test, measured, imageScores);
  }

  /** This result, with these scores of the training images. */
  Pruned scoring(double[] scores) {
    return new Pruned(mask, state, test, distortions, Arrays.stream(scores).boxed().toList());
  }
}
