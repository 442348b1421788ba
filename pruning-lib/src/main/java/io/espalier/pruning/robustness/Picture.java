// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.robustness;

import java.util.function.DoubleUnaryOperator;

/**
 * An image to corrupt in place.
 *
 * @param values planes (channel, row, column), each value from 0, black, to 1
 */
@SuppressWarnings("ArrayRecordComponent") // changed in place; never compared
record Picture(double[] values, int channels, int height, int width) {

  /** The number of values of a channel. */
  int plane() {
    return height * width;
  }

  /** Replaces each value, and brings the result back into [0, 1]. */
  void map(DoubleUnaryOperator change) {
    for (int i = 0; i < values.length; i++) {
      values[i] = clipped(change.applyAsDouble(values[i]));
    }
  }

  static double clipped(double value) {
    return Math.max(0, Math.min(1, value));
  }
}
