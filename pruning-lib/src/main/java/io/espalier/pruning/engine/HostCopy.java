// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * The values of an array for reading on the host: the memory of the array on a CPU, a copy from
 * another device. Making a copy waits for all work of the device (not tried on a GPU).
 *
 * <p>DJL gives a copy from another device a manager of its own, which stays with the manager of the
 * array until that is closed. {@link #close} frees both.
 */
public final class HostCopy implements AutoCloseable {
  private final NDArray array;
  private final NDArray onHost;
  private final ByteBuffer bytes;

  private HostCopy(NDArray array) {
    this.array = array;
    this.onHost = array.getDevice().isGpu() ? array.toDevice(Device.cpu(), false) : array;
    this.bytes = onHost.toByteBuffer(true);
  }

  /**
   * @param array array without a gradient
   */
  public static HostCopy of(NDArray array) {
    return new HostCopy(array);
  }

  /** The value of a scalar of type float32. */
  public static float scalar(NDArray value) {
    try (HostCopy copy = of(value)) {
      return copy.floats().get(0);
    }
  }

  /** The elements of a float32 array, in row-major order. */
  public static float[] floats(NDArray values) {
    float[] floats = new float[Math.toIntExact(values.size())];
    try (HostCopy copy = of(values)) {
      copy.floats().get(floats);
    }
    return floats;
  }

  /** The value of a scalar of type float64. */
  public static double number(NDArray value) {
    return numbers(value)[0];
  }

  /** The elements of a float64 array, in row-major order. */
  public static double[] numbers(NDArray values) {
    double[] numbers = new double[Math.toIntExact(values.size())];
    try (HostCopy copy = of(values)) {
      copy.bytes().asDoubleBuffer().get(numbers);
    }
    return numbers;
  }

  /** All bytes, in row-major order and native byte order; valid until {@link #close}. */
  public ByteBuffer bytes() {
    return bytes.duplicate().order(bytes.order());
  }

  /** The elements of a float32 array, in row-major order; valid until {@link #close}. */
  public FloatBuffer floats() {
    return bytes().asFloatBuffer();
  }

  /** Frees the copy, if there is one. */
  @Override
  public void close() {
    if (onHost != array) {
      onHost.getManager().close();
    }
  }
}
