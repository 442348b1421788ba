// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The part of an image in memory that a network receives: as many rows and columns as the image
 * has, and black where it reaches beyond the image.
 *
 * @param image index of the image in its split
 * @param top the first row, negative above the image
 * @param start the column that is shown first, negative on the left of the image
 * @param step from one column to the next: 1, or −1 for a mirrored window
 */
public record Window(int image, int top, int start, int step) {
  /** Rows and columns of zeros around an image, from which a window is taken. */
  static final int PADDING = 4;

  /** The whole image. */
  static Window whole(int image) {
    return new Window(image, 0, 0, 1);
  }

  /**
   * Draws the windows of a batch in training, as He et al. (2016, §4.2) for CIFAR: each image is
   * padded with four zeros on each side, cropped at random, and mirrored with probability 1/2.
   * Three draws per image, in batch order.
   *
   * @param order order of the epoch, with the random stream of the batch
   * @param index index of the batch, in [0, {@code order.batches()})
   * @param width columns of an image
   * @param out receives the windows in batch order
   */
  public static void augmented(BatchOrder order, int index, int width, Consumer<Window> out) {
    SplittableRandom random = order.streams().apply(index);
    for (int i = order.from(index); i < order.to(index); i++) {
      int top = random.nextInt(2 * PADDING + 1) - PADDING;
      int left = random.nextInt(2 * PADDING + 1) - PADDING;
      int image = order.images()[i];
      out.accept(
          random.nextBoolean()
              ? new Window(image, top, left + width - 1, -1)
              : new Window(image, top, left, 1));
    }
  }
}
