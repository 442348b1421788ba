// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.annotations.SerializedName;
import io.espalier.pruning.storage.Storage;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The bytes of one tensor of a safetensors file (the length of a JSON header in 8 bytes,
 * little-endian, the header, the data), read without an engine, piece by piece.
 */
final class TensorStream implements Closeable {
  private static final int LONGEST_HEADER = 1 << 20;

  /**
   * What a file must have.
   *
   * @param file what the file is, for messages
   * @param tensor name of the tensor
   * @param dtype its type, as safetensors names it
   * @param type its type, for messages
   */
  record Wanted(String file, String tensor, String dtype, String type) {}

  private record Entry(String dtype, @SerializedName("data_offsets") List<Long> offsets) {
    /** The number of bytes; negative if this is not a tensor of {@code wanted}. */
    long length(String wanted) {
      boolean fits = wanted.equals(dtype) && offsets != null && offsets.size() == 2;
      return fits && offsets.get(0) >= 0 ? offsets.get(1) - offsets.get(0) : -1;
    }
  }

  private final InputStream in;
  private final String location;
  private final Wanted wanted;
  private long length;

  private TensorStream(InputStream in, String location, Wanted wanted) {
    this.in = in;
    this.location = location;
    this.wanted = wanted;
  }

  /**
   * Opens a tensor at its first byte.
   *
   * @throws java.io.FileNotFoundException when the file does not exist
   * @throws IOException when it does not have the tensor
   */
  static TensorStream open(Storage storage, String location, Wanted wanted) throws IOException {
    TensorStream opened = new TensorStream(storage.open(location), location, wanted);
    try {
      opened.start();
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void start() throws IOException {
    long header = ByteBuffer.wrap(next(Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (header < 2 || header > LONGEST_HEADER) {
      throw damaged("invalid header length of " + header + " bytes");
    }
    Entry entry = entry(new String(next((int) header), StandardCharsets.UTF_8));
    length = entry.length(wanted.dtype());
    try {
      in.skipNBytes(entry.offsets().get(0));
    } catch (EOFException e) {
      throw damaged("it is truncated");
    }
  }

  private Entry entry(String header) throws IOException {
    Entry entry;
    try {
      Gson gson = new Gson();
      entry =
          gson.fromJson(gson.fromJson(header, JsonObject.class).get(wanted.tensor()), Entry.class);
    } catch (RuntimeException e) { // any exception of the parser for damaged bytes
      throw damaged("its header is not valid JSON");
    }
    if (entry == null || entry.length(wanted.dtype()) < 0) {
      throw damaged("it has no %s tensor %s".formatted(wanted.type(), wanted.tensor()));
    }
    return entry;
  }

  /** The number of bytes of the tensor. */
  long length() {
    return length;
  }

  /**
   * The next bytes.
   *
   * @throws IOException when the file has fewer
   */
  byte[] next(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw damaged("it is truncated");
    }
    return bytes;
  }

  private IOException damaged(String reason) {
    return new IOException("Cannot read the %s %s: %s".formatted(wanted.file(), location, reason));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
