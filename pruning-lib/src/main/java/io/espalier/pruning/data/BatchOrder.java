package io.espalier.pruning.data;

import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * One epoch: all images in some order, cut into batches, each with a random stream of its own.
 *
 * @param images indices into a split
 * @param batch images a batch, 1 or more; the last batch may be smaller
 * @param streams makes the random stream of a batch, afresh every time, from the batch's index
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
}
