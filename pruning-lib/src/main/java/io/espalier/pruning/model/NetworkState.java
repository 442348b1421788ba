// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/**
 * The values of a network, as three flat vectors that never require a gradient.
 *
 * @param weights all prunable weights θ, float, shape (n); convolutions are stored as (output, row,
 *     column, input), "OHWI", if the network is channels-last
 * @param other all other trainable parameters: biases, batch-norm scale and shift; shape (o)
 * @param statistics batch-norm's running means and variances; shape (s)
 */
public record NetworkState(NDArray weights, NDArray other, NDArray statistics) {

  /** A copy with its own storage. */
  public NetworkState copy() {
    return new NetworkState(weights.duplicate(), other.duplicate(), statistics.duplicate());
  }

  /** A copy in float64. */
  public NetworkState inFloat64() {
    return new NetworkState(inFloat64(weights), inFloat64(other), inFloat64(statistics));
  }

  /** The cast of DJL never copies if the type is the same. */
  private static NDArray inFloat64(NDArray values) {
    return values.getDataType() == DataType.FLOAT64
        ? values.duplicate()
        : values.toType(DataType.FLOAT64, true);
  }

  /** The same weights and other parameters, with running statistics that a pass can overwrite. */
  public NetworkState withScratchStatistics() {
    return new NetworkState(weights, other, statistics.duplicate());
  }
}
