// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.nio.FloatBuffer;

/**
 * Writes batches of a split to buffers: normalised images, (image, row, column, channel). The
 * values depend only on the arguments.
 *
 * <p>All methods write at the position of the buffer and advance it. Not thread-safe.
 *
 * @see Split#batches
 */
public interface ImageBatches extends AutoCloseable {

  /**
   * Writes a batch of an epoch, with the random augmentation of the dataset. Implementations can
   * prepare the following batches of the same order.
   *
   * @param order order of the epoch: the same object for all of its batches
   * @param index index of the batch, in [0, {@code order.batches()})
   * @throws java.nio.BufferOverflowException when {@code out} is too small
   * @throws java.io.UncheckedIOException when images cannot be read, or the thread is interrupted
   *     while waiting for them, and they do not come soon; the interrupt status is then set
   */
  void augmented(BatchOrder order, int index, FloatBuffer out);

  /**
   * Writes images {@code from} to {@code to - 1} as in evaluation. Implementations can prepare the
   * following ones.
   *
   * @throws java.nio.BufferOverflowException when {@code out} is too small
   * @throws java.io.UncheckedIOException as {@link #augmented}
   */
  void plain(int from, int to, FloatBuffer out);

  /** Cancels prepared batches; a later call for a batch starts again. */
  @Override
  void close();
}
