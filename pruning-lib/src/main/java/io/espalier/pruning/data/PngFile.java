// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import javax.imageio.IIOException;

/**
 * A PNG without its metadata, which can be damaged or expand to gigabytes. Only the critical chunks
 * are kept (PNG specification, 5.4), and their checksums must be right. Transparency is no critical
 * chunk.
 */
final class PngFile {
  private static final int SIGNATURE = 8;

  /** Length, type and checksum. */
  private static final int FRAME = 12;

  private static final byte[] END = {
    0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xAE, 0x42, 0x60, (byte) 0x82
  };

  private PngFile() {}

  /**
   * The file with its critical chunks.
   *
   * @throws IIOException when one of them is truncated or damaged
   */
  static byte[] critical(byte[] file) throws IIOException {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    kept.write(file, 0, SIGNATURE);
    int at = SIGNATURE;
    while (file.length - at >= FRAME) {
      long length = Integer.toUnsignedLong(bytes.getInt(at));
      boolean isCritical = Character.isUpperCase(file[at + 4]);
      if (at + FRAME + length > file.length) {
        if (isCritical) {
          throw new IIOException("truncated");
        }
        break;
      }
      int size = (int) length;
      if (isCritical) {
        CRC32 checksum = new CRC32();
        checksum.update(file, at + 4, size + 4);
        if ((int) checksum.getValue() != bytes.getInt(at + 8 + size)) {
          throw new IIOException("damaged: the checksum of its data does not match");
        }
        kept.write(file, at, size + FRAME);
      }
      at += size + FRAME;
    }
    kept.writeBytes(END);
    return kept.toByteArray();
  }
}
