// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The values of a tensor in host memory.
 *
 * @param bytes values in row-major order and native byte order; read them through a duplicate
 */
public record HostTensor(Shape shape, DataType type, ByteBuffer bytes) {

  /**
   * Tensors that share the memory of {@code arrays}: valid as long as the arrays, and only in their
   * thread. Arrays on another device than a CPU are copied.
   */
  public static SortedMap<String, HostTensor> views(Map<String, NDArray> arrays) {
    return each(
        arrays, array -> array.getDevice().isGpu() ? copied(array) : array.toByteBuffer(true));
  }

  /** Copies of {@code arrays} in Java memory, valid in any thread. */
  public static SortedMap<String, HostTensor> copies(Map<String, NDArray> arrays) {
    return each(arrays, HostTensor::copied);
  }

  private static ByteBuffer copied(NDArray array) {
    try (HostCopy copy = HostCopy.of(array)) {
      ByteBuffer bytes = copy.bytes();
      return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }
  }

  /** A vector of type float64. */
  public static HostTensor of(double... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Double.BYTES * values.length).order(ByteOrder.nativeOrder());
    bytes.asDoubleBuffer().put(values);
    return new HostTensor(new Shape(values.length), DataType.FLOAT64, bytes);
  }

  /** A vector of type uint8. */
  public static HostTensor of(byte... values) {
    return new HostTensor(new Shape(values.length), DataType.UINT8, ByteBuffer.wrap(values));
  }

  private static SortedMap<String, HostTensor> each(
      Map<String, NDArray> arrays, Function<NDArray, ByteBuffer> bytes) {
    SortedMap<String, HostTensor> tensors = new TreeMap<>();
    arrays.forEach(
        (name, array) ->
            tensors.put(
                name, new HostTensor(array.getShape(), array.getDataType(), bytes.apply(array))));
    return tensors;
  }
}
