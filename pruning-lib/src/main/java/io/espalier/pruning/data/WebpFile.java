// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import javax.imageio.IIOException;

/**
 * A WebP without metadata, profile, transparency and animation: its first image alone (WebP
 * container specification). The library that decodes it does not notice that a file is truncated.
 */
final class WebpFile {
  /** RIFF, the length of the rest, WEBP. */
  private static final int HEADER = 12;

  /** The type and length of a chunk. */
  private static final int CHUNK = 8;

  /** What stands in a frame of an animation before its chunks. */
  private static final int FRAME = 16;

  private WebpFile() {}

  /**
   * The file with its first image only.
   *
   * @throws IIOException when that is truncated or missing
   */
  static byte[] firstImage(byte[] file) throws IIOException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long at = HEADER;
    while (at + CHUNK <= file.length) {
      String type = new String(file, (int) at, 4, StandardCharsets.US_ASCII);
      long length = Integer.toUnsignedLong(bytes.getInt((int) at + 4));
      switch (type) {
        case "VP8 ", "VP8L" -> {
          return alone(bytes, (int) at, CHUNK + length);
        }
        case "ANMF" -> at += CHUNK + FRAME;
        default -> at += CHUNK + length + length % 2;
      }
    }
    throw new IIOException(at > file.length ? "truncated" : "no image in the file");
  }

  private static byte[] alone(ByteBuffer file, int at, long size) throws IIOException {
    if (at + size > file.capacity()) {
      throw new IIOException("truncated");
    }
    ByteBuffer alone = ByteBuffer.allocate(HEADER + (int) size).order(ByteOrder.LITTLE_ENDIAN);
    alone.put(file.slice(0, HEADER)).putInt(4, alone.capacity() - CHUNK);
    return alone.put(file.slice(at, (int) size)).array();
  }
}
