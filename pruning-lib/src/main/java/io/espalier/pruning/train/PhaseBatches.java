// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.data.BatchOrder;
import io.espalier.pruning.data.ImageSet;
import java.util.Arrays;

/**
 * The batches of a phase: one sequence for its steps, and an independent second one. The batches of
 * any step of an epoch can be requested at any time, independently of earlier requests.
 *
 * <p>Steps are numbered as if each epoch used all images. In an epoch of n batches, of N on all
 * images, step i has the number ⌊i·N/n⌋ of the epoch, so that schedules and times over numbers do
 * not depend on the images that epochs use.
 */
final class PhaseBatches implements AutoCloseable {
  private final ImageSet set;
  private final Streams streams;
  private final String phase;
  private final int epochs;
  private final int size;
  private final EpochImages chosen;
  private final BatchLoader first;
  private final BatchLoader second;

  /**
   * Created once per epoch: a streamed split recognises by the identity of the order that the next
   * batch follows the last.
   */
  private Orders orders;

  private record Orders(int epoch, BatchOrder first, BatchOrder second) {}

  PhaseBatches(
      BatchLoaders loaders,
      Streams streams,
      String phase,
      int epochs,
      int batch,
      EpochImages chosen) {
    this.set = loaders.set();
    this.streams = streams;
    this.phase = phase;
    this.epochs = epochs;
    this.size = Math.min(batch, set.train().size());
    this.chosen = chosen;
    this.first = loaders.of(set.train(), size);
    this.second = loaders.of(set.train(), size);
  }

  String phase() {
    return phase;
  }

  int epochs() {
    return epochs;
  }

  /** The epoch of a step, from 0; of the number after the last step, the number of epochs. */
  int epoch(long step) {
    return (int) (step / stepsOnAll());
  }

  /** The number of the step after a step. */
  long next(long step) {
    int batches = orders(step).first().batches();
    return (long) epoch(step) * stepsOnAll() + (index(step) + 1L) * stepsOnAll() / batches;
  }

  long steps() {
    return (long) stepsOnAll() * epochs;
  }

  private int stepsOnAll() {
    return (set.train().size() + size - 1) / size;
  }

  /** The batch of a step; an epoch uses each of its images once. */
  Batch batch(long step) {
    return first.augmented(orders(step).first(), index(step));
  }

  /** The indices of the images of {@link #batch}. */
  int[] images(long step) {
    BatchOrder order = orders(step).first();
    return Arrays.copyOfRange(order.images(), order.from(index(step)), order.to(index(step)));
  }

  /** The number of images of an epoch, from 0. */
  int imagesIn(int epoch) {
    return orders(epoch).first().images().length;
  }

  /** Other images, from an independent order. */
  Batch another(long step) {
    return second.augmented(orders(step).second(), index(step));
  }

  /**
   * Tells the outputs of a step.
   *
   * @param logits (batch, classes)
   * @param labels (batch)
   */
  void saw(long step, NDArray logits, NDArray labels) {
    chosen.saw(images(step), logits, labels);
  }

  /** The inverse of the number of a step in its epoch, which is rounded down. */
  private int index(long step) {
    long all = stepsOnAll();
    return (int) ((step % all * orders(step).first().batches() + all - 1) / all);
  }

  private Orders orders(long step) {
    return orders(epoch(step));
  }

  private Orders orders(int epoch) {
    if (orders == null || orders.epoch() != epoch) {
      orders =
          new Orders(
              epoch,
              order("order", "augment", epoch),
              order("another order", "another augment", epoch));
    }
    return orders;
  }

  private BatchOrder order(String order, String augment, int epoch) {
    int[] all = streams.order(set.train().size(), phase + " " + order, epoch);
    int[] images = chosen.of(epoch, all);
    return new BatchOrder(
        images.length < all.length ? withoutSingle(images) : images,
        size,
        index -> streams.of(phase + " " + augment, epoch, index));
  }

  /** Without a last batch of one image, whose variance batch-norm may not be able to compute. */
  private int[] withoutSingle(int[] images) {
    return images.length > 1 && images.length % size == 1
        ? Arrays.copyOf(images, images.length - 1)
        : images;
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
