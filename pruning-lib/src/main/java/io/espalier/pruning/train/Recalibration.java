// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.engine.Overwrite;
import io.espalier.pruning.model.Network;
import io.espalier.pruning.model.NetworkState;

/**
 * The running statistics of batch-norm anew, from forward passes alone. Each is the mean over
 * batches of the statistic of a batch: of its mean, and of its variance by n − 1, which is what the
 * engine stores. The mean of such variances is not the variance of all images together.
 *
 * <p>A pass leaves (1 − c)·r + c·b of a running statistic r, where b is that of the batch. Blocks
 * do not tell c, so it is measured on the first batch, by two passes that start from different r;
 * the other batches start from r = 0. Statistics that a pass does not change keep their values.
 */
final class Recalibration {
  /** Larger than statistics are, so that rounding them does not blur c. */
  private static final float FAR = 1 << 20;

  private final Network network;
  private final NetworkState state;
  private double[] shares;
  private double[] sums;
  private int batches;

  /**
   * @param state state with the mask applied
   */
  Recalibration(Network network, NetworkState state) {
    this.network = network;
    this.state = state;
  }

  /**
   * Adds the statistics of a batch.
   *
   * @param images float, (batch, channels, height, width)
   * @return number of forward passes of the batch
   */
  int add(NDArray images) {
    float[] fromZero = after(0, images);
    boolean isFirst = batches++ == 0;
    if (isFirst) {
      shares = shares(fromZero, after(FAR, images));
      sums = new double[fromZero.length];
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] += fromZero[i];
    }
    return isFirst ? 2 : 1;
  }

  /** What one pass makes of running statistics that are all {@code start}. */
  private float[] after(float start, NDArray images) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray statistics = state.statistics().zerosLike().add(start);
      network.updateStatistics(
          new NetworkState(state.weights(), state.other(), statistics), images);
      return HostCopy.floats(statistics);
    }
  }

  /** c of each statistic. */
  private static double[] shares(float[] fromZero, float[] fromFar) {
    double[] shares = new double[fromZero.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = 1 - ((double) fromFar[i] - fromZero[i]) / FAR;
    }
    return shares;
  }

  /**
   * Replaces the running statistics of the state by the means of all batches so far.
   *
   * @param manager manager on the device of the state
   */
  void apply(NDManager manager) {
    float[] means = HostCopy.floats(state.statistics());
    for (int i = 0; i < means.length; i++) {
      if (shares[i] > 0) {
        means[i] = (float) (sums[i] / batches / shares[i]);
      }
    }
    try (Overwrite overwrite = new Overwrite(manager);
        NDArray anew = manager.create(means)) {
      overwrite.with(state.statistics(), anew);
    }
  }
}
