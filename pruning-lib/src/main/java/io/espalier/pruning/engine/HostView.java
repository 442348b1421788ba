// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Writes a float32 array from the host, in place: earlier views of the array see the new values.
 * {@code NDArray.set} would give the array new storage instead.
 *
 * <p>On a CPU the view is the memory of the array. On another device it is a copy that {@link
 * #commit} writes back (not tried on a GPU).
 */
public final class HostView {
  private final NDArray array;
  private final HostCopy copy;

  private HostView(NDArray array) {
    this.array = array;
    this.copy = HostCopy.of(array);
  }

  /**
   * @param array float32, contiguous, without a gradient
   */
  public static HostView of(NDArray array) {
    return new HostView(array);
  }

  /** All elements, in row-major order. */
  public FloatBuffer floats() {
    return copy.floats();
  }

  /** The bits of all elements. */
  public IntBuffer bits() {
    return copy.bytes().asIntBuffer();
  }

  /** Makes the changes visible to the engine, and ends the view. */
  public void commit() {
    try (copy) {
      if (array.getDevice().isGpu()) {
        try (NDArray sent = array.getManager().create(copy.floats(), array.getShape());
            Overwrite overwrite = new Overwrite(array.getManager())) {
          overwrite.with(array, sent);
        }
      }
    }
  }
}
