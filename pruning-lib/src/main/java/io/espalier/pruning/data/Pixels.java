// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

/**
 * A decoded image of three colours.
 *
 * @param planes red, green, blue; each row by row, one unsigned byte per value
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Pixels(int width, int height, byte[] planes) {
  static final int CHANNELS = 3;

  Pixels(int width, int height) {
    this(width, height, new byte[Math.multiplyExact(CHANNELS * width, height)]);
  }

  /** The mirror image, left and right exchanged. */
  Pixels mirrored() {
    Pixels mirrored = new Pixels(width, height);
    for (int row = 0; row < planes.length; row += width) {
      for (int x = 0; x < width; x++) {
        mirrored.planes[row + width - 1 - x] = planes[row + x];
      }
    }
    return mirrored;
  }
}
