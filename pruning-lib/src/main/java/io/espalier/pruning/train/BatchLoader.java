// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import io.espalier.pruning.data.BatchOrder;

/**
 * Loads batches of one split to the device. The arrays of a batch belong to the scope of the
 * caller, and are valid until the next batch is loaded.
 *
 * <p>Not thread-safe.
 */
interface BatchLoader extends AutoCloseable {

  /**
   * A batch of an epoch, with random augmentation of each image.
   *
   * @param order order of the epoch: the same object for all of its batches
   * @param index index of the batch, in [0, {@code order.batches()})
   * @throws java.io.UncheckedIOException when images cannot be read, or the thread is interrupted
   *     while waiting for them; the interrupt status is then set
   */
  Batch augmented(BatchOrder order, int index);

  /**
   * The images {@code from} to {@code to - 1} without augmentation.
   *
   * @throws java.io.UncheckedIOException as {@link #augmented}
   */
  Batch plain(int from, int to);

  /** Cancels images that are being prepared ahead; a later call for a batch starts again. */
  @Override
  void close();
}
