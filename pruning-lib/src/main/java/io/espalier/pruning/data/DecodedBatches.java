// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Batches of images in files, as decoded: each image in planes (channel, row, column), one unsigned
 * byte per value. The values depend only on the arguments.
 *
 * <p>Decodes the next batch while one is used for training, and no more: at most one batch of
 * decoded images, with a byte per value, is waiting.
 *
 * <p>The random stream of an image is split off that of its batch in the order of the batch, so
 * that results do not depend on threads and timing. Not thread-safe.
 */
public final class DecodedBatches implements AutoCloseable {
  private final StreamedSplit split;
  private final int size;
  private final View plain;

  /** The input of {@link #ahead}: the order of an epoch; the split itself in evaluation. */
  private Object subject;

  private Ahead<byte[]> ahead;

  DecodedBatches(ImageSet set, StreamedSplit split) {
    this.split = split;
    this.size = set.height();
    this.plain = split.view().of(size);
  }

  /**
   * A batch of an epoch: random crops, resized, and mirrored with probability 1/2.
   *
   * @param order order of the epoch: the same object for all of its batches
   * @param index index of the batch, in [0, {@code order.batches()})
   * @param out receives the images in batch order
   * @throws java.io.UncheckedIOException when images cannot be read, or the thread is interrupted
   *     while waiting for them, and they do not come soon; the interrupt status is then set
   */
  public void augmented(BatchOrder order, int index, Consumer<byte[]> out) {
    int from = order.from(index);
    if (subject != order || ahead.position() != from) {
      close();
      subject = order;
      ahead =
          new Ahead<>(
              split.threads(),
              order.batch(),
              from,
              order.images().length,
              new Augmented(order)::task);
    }
    take(order.size(index), out);
  }

  /**
   * The images {@code from} to {@code to - 1} as in evaluation.
   *
   * @param out receives the images in order
   * @throws java.io.UncheckedIOException as {@link #augmented}
   */
  public void plain(int from, int to, Consumer<byte[]> out) {
    if (subject != split || ahead.position() != from) {
      close();
      subject = split;
      ahead =
          new Ahead<>(
              split.threads(), to - from, from, split.size(), i -> () -> split.decode(i, plain));
    }
    take(to - from, out);
  }

  private void take(int images, Consumer<byte[]> out) {
    for (int i = 0; i < images; i++) {
      out.accept(ahead.take());
    }
  }

  /** Cancels prepared images; a later call for a batch starts again. */
  @Override
  public void close() {
    if (ahead != null) {
      ahead.close();
    }
    ahead = null;
    subject = null;
  }

  /** Creates the tasks of an epoch, one after another. */
  private final class Augmented {
    private final BatchOrder order;
    private SplittableRandom batch;

    Augmented(BatchOrder order) {
      this.order = order;
    }

    Callable<byte[]> task(int position) {
      if (position % order.batch() == 0) {
        batch = order.streams().apply(position / order.batch());
      }
      View view = View.random(size, batch.split());
      return () -> split.decode(order.images()[position], view);
    }
  }
}
