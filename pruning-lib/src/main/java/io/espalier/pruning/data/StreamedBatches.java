// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/**
 * Batches of images in files. Decodes the next batch while one is used for training, and no more:
 * at most one batch of decoded images, with a byte per value, is waiting.
 *
 * <p>The random stream of an image is split off that of its batch in the order of the batch, so
 * that results do not depend on threads and timing.
 */
final class StreamedBatches implements ImageBatches {
  private final StreamedSplit split;
  private final Normaliser normaliser;
  private final int size;
  private final View plain;

  /** The input of {@link #ahead}: the order of an epoch; the split itself in evaluation. */
  private Object subject;

  private Ahead<byte[]> ahead;

  StreamedBatches(ImageSet set, StreamedSplit split) {
    this.split = split;
    this.normaliser = new Normaliser(set);
    this.size = set.height();
    this.plain = View.centre(size);
  }

  @Override
  public void augmented(BatchOrder order, int index, FloatBuffer out) {
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
    write(order.to(index) - from, out);
  }

  @Override
  public void plain(int from, int to, FloatBuffer out) {
    if (subject != split || ahead.position() != from) {
      close();
      subject = split;
      ahead =
          new Ahead<>(
              split.threads(), to - from, from, split.size(), i -> () -> split.decode(i, plain));
    }
    write(to - from, out);
  }

  private void write(int images, FloatBuffer out) {
    for (int i = 0; i < images; i++) {
      normaliser.write(ahead.take(), 0, 0, 0, 1, out);
    }
  }

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
