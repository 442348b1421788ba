// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

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
   */
  static ByteBuffer of(int count, int bytes) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(count, bytes))
        .order(ByteOrder.nativeOrder());
  }
}
