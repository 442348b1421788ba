package io.espalier.pruning.data;

import java.nio.FloatBuffer;

/**
 * Fills buffers with batches of one split: normalised images, (image, row, column, channel). What
 * is written depends on nothing but the arguments.
 *
 * <p>All methods write from the buffer's position on and leave it behind the last value. An
 * instance is good for one thread at a time.
 *
 * @see Split#batches
 */
public interface ImageBatches extends AutoCloseable {

  /**
   * One batch of an epoch, each image changed at random as its dataset does in training. An
   * implementation may prepare the batches that follow it in the same order.
   *
   * @param order the epoch: the same object for all of its batches
   * @param index of the batch, in [0, {@code order.batches()})
   * @throws java.nio.BufferOverflowException when {@code out} has not the room
   * @throws java.io.UncheckedIOException when images cannot be read, or the thread is interrupted
   *     while it waits for them; its interrupt status is then set
   */
  void augmented(BatchOrder order, int index, FloatBuffer out);

  /**
   * Images {@code from} to {@code to - 1} as they are in evaluation. An implementation may prepare
   * those that follow.
   *
   * @throws java.nio.BufferOverflowException when {@code out} has not the room
   * @throws java.io.UncheckedIOException as {@link #augmented}
   */
  void plain(int from, int to, FloatBuffer out);

  /** Gives up what is being prepared. Asked for a batch after that, it begins afresh. */
  @Override
  void close();
}
