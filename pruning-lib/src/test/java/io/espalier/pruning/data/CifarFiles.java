// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Generated files in the binary format of CIFAR-10. */
final class CifarFiles {
  static final int IMAGE = 3072;

  private CifarFiles() {}

  /** Records of the given labels; the image of the i-th is {@link #pixel} for {@code first + i}. */
  static void write(Path file, int first, int... labels) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < labels.length; i++) {
      bytes.write(labels[i]);
      for (int k = 0; k < IMAGE; k++) {
        bytes.write(pixel(first + i, k));
      }
    }
    Files.write(file, bytes.toByteArray());
  }

  /** A value that differs between neighbouring images and positions. */
  static byte pixel(int image, int place) {
    return (byte) (31 * image + 7 * place + place / 256);
  }

  /** Ten training images per file, one of each class in descending order, and ten test images. */
  static void writeAll(Path folder) throws IOException {
    for (int file = 1; file <= 5; file++) {
      write(
          folder.resolve("data_batch_" + file + ".bin"),
          10 * (file - 1),
          9,
          8,
          7,
          6,
          5,
          4,
          3,
          2,
          1,
          0);
    }
    write(folder.resolve("test_batch.bin"), 50, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }
}
