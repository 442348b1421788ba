// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes images as uncompressed BMP files, 24 bits per pixel: a header of 14 bytes, one of 40 bytes
 * ({@code BITMAPINFOHEADER}), and the rows from the last to the first, blue, green, red, each row
 * filled to a multiple of four bytes.
 */
final class BmpFile {
  private static final int HEADERS = 54;
  private static final int INFO = 40;
  private static final short MAGIC = 0x4D42;
  private static final short BITS = 24;

  private BmpFile() {}

  /**
   * The file of an image.
   *
   * @param planes red, green, blue; each row by row
   * @param from where the image begins
   */
  static byte[] of(byte[] planes, int from, int width, int height) {
    int row = (Pixels.CHANNELS * width + 3) / 4 * 4;
    ByteBuffer file =
        ByteBuffer.allocate(HEADERS + row * height)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort(MAGIC)
            .putInt(HEADERS + row * height)
            .putInt(0)
            .putInt(HEADERS)
            .putInt(INFO)
            .putInt(width)
            .putInt(height)
            .putShort((short) 1)
            .putShort(BITS);
    int area = width * height;
    for (int y = 0; y < height; y++) {
      file.position(HEADERS + (height - 1 - y) * row);
      for (int at = from + y * width; at < from + (y + 1) * width; at++) {
        file.put(planes[at + 2 * area]).put(planes[at + area]).put(planes[at]);
      }
    }
    return file.array();
  }
}
