// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import io.espalier.pruning.data.BatchOrder;
import io.espalier.pruning.data.ImageSet;
import java.util.Arrays;

/**
 * The batches of a phase: one sequence for its steps, and an independent second one. The batches of
 * any step can be requested at any time, independently of earlier requests.
 */
final class PhaseBatches implements AutoCloseable {
  private final ImageSet set;
  private final Streams streams;
  private final String phase;
  private final int epochs;
  private final int size;
  private final BatchLoader first;
  private final BatchLoader second;

  /**
   * Created once per epoch: a streamed split recognises by the identity of the order that the next
   * batch follows the last.
   */
  private Orders orders;

  private record Orders(int epoch, BatchOrder first, BatchOrder second) {}

  PhaseBatches(BatchLoaders loaders, Streams streams, String phase, int epochs, int batch) {
    this.set = loaders.set();
    this.streams = streams;
    this.phase = phase;
    this.epochs = epochs;
    this.size = Math.min(batch, set.train().size());
    this.first = loaders.of(set.train(), size);
    this.second = loaders.of(set.train(), size);
  }

  String phase() {
    return phase;
  }

  int epochs() {
    return epochs;
  }

  int stepsAnEpoch() {
    return (set.train().size() + size - 1) / size;
  }

  /** The number of whole epochs in the first {@code steps} steps. */
  long epochsIn(long steps) {
    return steps / stepsAnEpoch();
  }

  long steps() {
    return (long) stepsAnEpoch() * epochs;
  }

  /** The batch of a step; an epoch uses each image of the training split once. */
  Batch batch(long step) {
    return first.augmented(orders(step).first(), index(step));
  }

  /** The indices of the images of {@link #batch}. */
  int[] images(long step) {
    BatchOrder order = orders(step).first();
    return Arrays.copyOfRange(order.images(), order.from(index(step)), order.to(index(step)));
  }

  /** Other images, from an independent order. */
  Batch another(long step) {
    return second.augmented(orders(step).second(), index(step));
  }

  private int index(long step) {
    return (int) (step % stepsAnEpoch());
  }

  private Orders orders(long step) {
    int epoch = (int) (step / stepsAnEpoch());
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
    return new BatchOrder(
        streams.order(set.train().size(), phase + " " + order, epoch),
        size,
        index -> streams.of(phase + " " + augment, epoch, index));
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
