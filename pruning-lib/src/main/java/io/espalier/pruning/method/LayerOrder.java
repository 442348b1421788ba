package io.espalier.pruning.method;

import io.espalier.pruning.model.Layer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** The weights of one layer in the order of their magnitudes. */
final class LayerOrder {
  private static final long INDEX = 0xffffffffL;

  private LayerOrder() {}

  /**
   * The layer's places in the flat vector, the largest magnitude first, equal ones by index.
   *
   * @param weights all of the network's, shape (n)
   * @throws IllegalArgumentException when one of the layer's is not a number
   */
  static int[] byMagnitude(FloatBuffer weights, Layer layer) {
    int offset = (int) layer.offset();
    long[] keys = new long[(int) layer.size()]; // magnitudes' bits are in their order
    for (int i = 0; i < keys.length; i++) {
      float size = Math.abs(weights.get(offset + i));
      if (Float.isNaN(size)) {
        throw new IllegalArgumentException(
            "Cannot rank weights: one of layer " + layer.name() + " is not a number");
      }
      keys[i] = (long) ~Float.floatToRawIntBits(size) << Integer.SIZE | (offset + i);
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> (int) (key & INDEX)).toArray();
  }
}
