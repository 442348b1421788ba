// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.annotations.SerializedName;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The state of a ticket, read without an engine: safetensors with the flat vectors {@code weights},
 * {@code other} and {@code statistics} in float32.
 *
 * @param storage storage of the file
 * @param location see {@link TicketFolder#stateLocation}
 */
record StateFile(Storage storage, String location) {
  private static final String FLOAT32 = "F32";

  private record Tensor(String dtype, @SerializedName("data_offsets") List<Integer> offsets) {}

  /**
   * All vectors of float32, by name.
   *
   * @throws java.io.FileNotFoundException when the file does not exist
   * @throws IOException when it is not a state or incomplete
   */
  SortedMap<String, float[]> vectors() throws IOException {
    byte[] bytes;
    try (InputStream in = storage.open(location)) {
      bytes = in.readAllBytes();
    }
    try {
      return vectors(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    } catch (RuntimeException e) { // any exception for damaged bytes
      throw new IOException("Cannot read the state " + location + ": it is damaged", e);
    }
  }

  private static SortedMap<String, float[]> vectors(ByteBuffer file) {
    byte[] header = new byte[Math.toIntExact(file.getLong())];
    file.get(header);
    ByteBuffer data = file.slice().order(ByteOrder.LITTLE_ENDIAN);
    Gson gson = new Gson();
    SortedMap<String, float[]> vectors = new TreeMap<>();
    JsonObject tensors =
        gson.fromJson(new String(header, StandardCharsets.UTF_8), JsonObject.class);
    for (Map.Entry<String, JsonElement> named : tensors.entrySet()) {
      Tensor tensor = gson.fromJson(named.getValue(), Tensor.class);
      if (FLOAT32.equals(tensor.dtype())) {
        int from = tensor.offsets().get(0);
        int bytes = tensor.offsets().get(1) - from;
        float[] values = new float[bytes / Float.BYTES];
        data.slice(from, bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        vectors.put(named.getKey(), values);
      }
    }
    return vectors;
  }
}
