// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * The batches of an epoch: all images in an order, split into batches, each with its own random
 * stream.
 *
 * @param images indices into a split
 * @param batch images per batch, 1 or more; the last batch can be smaller
 * @param streams creates the random stream of a batch from its index
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record BatchOrder(int[] images, int batch, IntFunction<SplittableRandom> streams) {

  /** The number of batches. */
  public int batches() {
    return (images.length + batch - 1) / batch;
  }

  /** Where a batch begins in {@link #images}. */
  public int from(int index) {
    return index * batch;
  }

  /** Where a batch ends in {@link #images}, exclusive. */
  public int to(int index) {
    return Math.min(from(index) + batch, images.length);
  }

  /** The number of images of a batch. */
  public int size(int index) {
    return to(index) - from(index);
  }
}
