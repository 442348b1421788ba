// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.mask.UnrankableScores;
import io.espalier.pruning.model.Layer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Orders the weights of a layer by magnitude. */
final class LayerOrder {
  private static final long INDEX = 0xffffffffL;

  private LayerOrder() {}

  /**
   * The indices of the weights of a layer in the flat vector, largest magnitude first, ties by
   * index.
   *
   * @param weights weights of the network, shape (n)
   * @throws UnrankableScores when a weight of the layer is NaN
   */
  static int[] byMagnitude(FloatBuffer weights, Layer layer) {
    int offset = (int) layer.offset();
    long[] keys = new long[(int) layer.size()]; // the bits of magnitudes have the same order
    for (int i = 0; i < keys.length; i++) {
      float size = Math.abs(weights.get(offset + i));
      if (Float.isNaN(size)) {
        throw new UnrankableScores(
            "Cannot rank weights: one of layer " + layer.name() + " is not a number");
      }
      keys[i] = (long) ~Float.floatToRawIntBits(size) << Integer.SIZE | (offset + i);
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> (int) (key & INDEX)).toArray();
  }
}
