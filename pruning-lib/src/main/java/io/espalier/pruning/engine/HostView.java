// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
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
  private final ByteBuffer bytes;

  private HostView(NDArray array) {
    this.array = array;
    this.bytes = array.toByteBuffer(true);
  }

  /**
   * @param array float32, contiguous, without a gradient
   */
  public static HostView of(NDArray array) {
    return new HostView(array);
  }

  /** All elements, in row-major order. */
  public FloatBuffer floats() {
    return bytes.asFloatBuffer();
  }

  /** The bits of all elements. */
  public IntBuffer bits() {
    return bytes.asIntBuffer();
  }

  /** Makes the changes visible to the engine. */
  public void commit() {
    if (array.getDevice().isGpu()) {
      try (NDArray sent = array.getManager().create(floats(), array.getShape())) {
        array.muli(0);
        array.addi(sent);
      }
    }
  }
}
