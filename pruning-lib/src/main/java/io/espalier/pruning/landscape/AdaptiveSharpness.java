// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.landscape;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.engine.Interruption;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * How much the loss grows around trained parameters w when each changes in proportion to its size
 * (Kwon, Kim, Park, Choi: "ASAM", ICML 2021, arXiv 2102.11600; compared on many networks by
 * Andriushchenko et al.: "A modern look at the relationship between sharpness and generalization",
 * ICML 2023, arXiv 2302.07011):
 *
 * <ul>
 *   <li>at worst: max l(w + δ) − l(w) over |δᵢ| ≤ ρ·|wᵢ|;
 *   <li>in the mean: E l(w + δ) − l(w) over δᵢ from N(0, ρ²·wᵢ²).
 * </ul>
 *
 * <p>Removed weights are 0 and do not change. A network whose weights are scaled without a change
 * of what it computes has the same sharpness.
 *
 * <p>The maximum is looked for by steps of ρ·|w|⊙sign(∇l) times a factor that falls evenly from ½
 * towards 0, from a random start within the bounds and from its opposite; the largest loss seen
 * counts, so the result is a lower bound. Differs from Andriushchenko et al., who use Auto-PGD.
 *
 * @param rho ρ, above 0
 * @param steps steps of ascent from each start
 * @param draws random δ of the mean
 */
record AdaptiveSharpness(double rho, int steps, int draws) {
  private static final double FIRST_STEP = 0.5;

  /**
   * The sharpness at worst.
   *
   * @param random of the starts
   */
  double worst(NetworkState state, LossSurface surface, SplittableRandom random) {
    double begin = surface.at(state);
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray weights = uniform(state.weights(), random);
      NDArray other = uniform(state.other(), random);
      return Math.max(
              ascended(state, surface, weights, other),
              ascended(state, surface, weights.neg(), other.neg()))
          - begin;
    }
  }

  /**
   * The sharpness in the mean.
   *
   * @param random of δ
   */
  double mean(NetworkState state, LossSurface surface, SplittableRandom random) {
    double sum = 0;
    for (int draw = 0; draw < draws; draw++) {
      Interruption.check("a measurement of sharpness");
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        NDArray weights = drawn(state.weights(), random::nextGaussian);
        NDArray other = drawn(state.other(), random::nextGaussian);
        sum += surface.at(moved(state, weights, other));
      }
    }
    return sum / draws - surface.at(state);
  }

  /**
   * The largest loss on the way up.
   *
   * @param weights where it begins: δ ÷ (ρ·|w|), in [−1, 1]; as {@code other} for the others
   */
  private double ascended(NetworkState state, LossSurface surface, NDArray weights, NDArray other) {
    double largest = Double.NEGATIVE_INFINITY;
    NDArray atWeights = weights.duplicate();
    NDArray atOther = other.duplicate();
    for (int step = 0; step < steps; step++) {
      Interruption.check("a measurement of sharpness");
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        Gradient gradient = surface.gradient(moved(state, atWeights, atOther));
        largest = Math.max(largest, HostCopy.scalar(gradient.loss()));
        double length = FIRST_STEP * (steps - step) / steps;
        climb(atWeights, gradient.weights(), length);
        climb(atOther, gradient.other(), length);
      }
    }
    return Math.max(largest, surface.at(moved(state, atWeights, atOther)));
  }

  private static void climb(NDArray at, NDArray gradient, double length) {
    at.addi(gradient.sign().mul(length));
    at.subi(at.sub(at.clip(-1, 1)));
  }

  /** w + ρ·|w|⊙δ, with the statistics of the state. */
  private NetworkState moved(NetworkState state, NDArray weights, NDArray other) {
    return new NetworkState(
        state.weights().add(state.weights().abs().mul(weights).mul(rho)),
        state.other().add(state.other().abs().mul(other).mul(rho)),
        state.statistics());
  }

  private static NDArray uniform(NDArray like, SplittableRandom random) {
    return drawn(like, () -> random.nextDouble() * 2 - 1);
  }

  private static NDArray drawn(NDArray like, DoubleSupplier next) {
    float[] values = new float[(int) like.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) next.getAsDouble();
    }
    NDManager manager = like.getManager();
    return manager.create(values);
  }
}
