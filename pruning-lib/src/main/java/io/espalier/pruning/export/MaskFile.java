// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.annotations.SerializedName;
import io.espalier.pruning.storage.Storage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The mask file of a ticket, read without an engine: safetensors (the length of a JSON header in 8
 * bytes, little-endian, the header, the data) with the tensor {@value #TENSOR}.
 *
 * @param storage storage of the file
 * @param location see {@link TicketFolder#maskLocation}
 */
public record MaskFile(Storage storage, String location) {
  /** The name of the tensor, uint8 of shape (⌈n/8⌉). */
  static final String TENSOR = "mask";

  private static final int LONGEST_HEADER = 1 << 20;

  private record Tensor(String dtype, @SerializedName("data_offsets") List<Long> offsets) {
    /** The number of bytes; −1 if this is not a vector of bytes. */
    int length() {
      boolean bytes = "U8".equals(dtype) && offsets != null && offsets.size() == 2;
      long length = bytes ? offsets.get(1) - offsets.get(0) : -1;
      return bytes && offsets.get(0) >= 0 && length == (int) length ? (int) length : -1;
    }
  }

  /**
   * The bits as in {@link io.espalier.pruning.mask.Mask#packed}: one per prunable weight, 1 if it
   * is kept, the first weight in the lowest bit of the first byte; bits beyond the last weight are
   * 0.
   *
   * @throws java.io.FileNotFoundException when the file does not exist
   * @throws IOException when it is not a mask or incomplete
   */
  public byte[] packed() throws IOException {
    try (InputStream in = storage.open(location)) {
      long header = ByteBuffer.wrap(exactly(8, in)).order(ByteOrder.LITTLE_ENDIAN).getLong();
      if (header < 2 || header > LONGEST_HEADER) {
        throw damaged("invalid header length of " + header + " bytes");
      }
      Tensor mask = tensor(new String(exactly((int) header, in), StandardCharsets.UTF_8));
      in.skipNBytes(mask.offsets().get(0));
      return exactly(mask.length(), in);
    } catch (EOFException e) {
      throw damaged("it is truncated");
    }
  }

  private Tensor tensor(String header) throws IOException {
    Tensor mask;
    try {
      Gson gson = new Gson();
      mask = gson.fromJson(gson.fromJson(header, JsonObject.class).get(TENSOR), Tensor.class);
    } catch (RuntimeException e) { // any exception of the parser for damaged bytes
      throw damaged("its header is not valid JSON");
    }
    if (mask == null || mask.length() < 0) {
      throw damaged("it has no byte tensor " + TENSOR);
    }
    return mask;
  }

  private static byte[] exactly(int length, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  private IOException damaged(String reason) {
    return new IOException("Cannot read the mask " + location + ": " + reason);
  }
}
