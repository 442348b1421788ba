// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import io.espalier.pruning.catalog.InvalidSettings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory that the engine reads without a copy. */
final class DirectBuffers {
  private DirectBuffers() {}

  /**
   * A direct buffer in native byte order.
   *
   * @param count number of elements
   * @param bytes bytes per element
   * @throws InvalidSettings when they exceed what a buffer can hold
   */
  static ByteBuffer of(int count, int bytes) {
    long size = (long) count * bytes;
    if (size > Integer.MAX_VALUE) {
      throw InvalidSettings.because(
          "Cannot load batches of %s images, %s bytes each: a batch can have 2 GiB, choose a smaller batch or smaller images"
              .formatted(count, bytes));
    }
    return ByteBuffer.allocateDirect((int) size).order(ByteOrder.nativeOrder());
  }
}
