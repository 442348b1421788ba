// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import com.google.gson.Gson;
import com.google.gson.annotations.SerializedName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes the safetensors format (version 0.3) from host memory: the length of the header in 8
 * bytes, little-endian; the header, JSON with the type, shape and offset of each tensor; their
 * bytes. The writer of the engine requires arrays of the engine, which belong to the thread that
 * created them.
 */
public final class Safetensors {
  private Safetensors() {}

  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  private record Entry(
      String dtype, long[] shape, @SerializedName("data_offsets") List<Long> offsets) {}

  /** Writes {@code tensors} in the order of their names; requires a little-endian machine. */
  public static void write(SortedMap<String, HostTensor> tensors, OutputStream out)
      throws IOException {
    write(tensors, new TreeMap<>(), out);
  }

  /**
   * Writes tensors as above.
   *
   * @param metadata texts for the header, by their names
   */
  public static void write(
      SortedMap<String, HostTensor> tensors, SortedMap<String, String> metadata, OutputStream out)
      throws IOException {
    Map<String, Object> entries = new TreeMap<>();
    if (!metadata.isEmpty()) {
      entries.put("__metadata__", metadata);
    }
    long end = 0;
    for (Map.Entry<String, HostTensor> named : tensors.entrySet()) {
      HostTensor tensor = named.getValue();
      long begin = end;
      end += tensor.bytes().remaining();
      entries.put(
          named.getKey(),
          new Entry(tensor.type().asSafetensors(), tensor.shape().getShape(), List.of(begin, end)));
    }
    byte[] header = new Gson().toJson(entries).getBytes(StandardCharsets.UTF_8);
    out.write(
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .array());
    out.write(header);
    // Writes in small pieces, and stops between two of them if its thread is interrupted.
    WritableByteChannel channel = Channels.newChannel(out);
    for (HostTensor tensor : tensors.values()) {
      channel.write(tensor.bytes().duplicate());
    }
  }
}
