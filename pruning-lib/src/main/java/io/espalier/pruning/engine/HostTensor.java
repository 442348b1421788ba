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
 * A tensor's values outside the engine.
 *
 * @param bytes in row-major order and the machine's byte order; to be read through a duplicate
 */
public record HostTensor(Shape shape, DataType type, ByteBuffer bytes) {

  /**
   * Tensors that share the memory of {@code arrays}, where the engine's memory is the host's: good
   * as long as the arrays are, and for their thread only.
   */
  public static SortedMap<String, HostTensor> views(Map<String, NDArray> arrays) {
    return each(arrays, array -> array.toByteBuffer(true));
  }

  /** Tensors with what {@code arrays} hold now, in Java's memory: good for any thread. */
  public static SortedMap<String, HostTensor> copies(Map<String, NDArray> arrays) {
    return each(
        arrays,
        array -> {
          ByteBuffer bytes = array.toByteBuffer(true);
          return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        });
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
