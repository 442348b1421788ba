// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;

/**
 * Batches of images in memory. In training, each is zero-padded, cropped at random and mirrored
 * with probability 1/2 (He et al. 2016, §4.2, for CIFAR); the padding is zero before normalisation:
 * black, not the mean. Allocates nothing.
 */
final class ResidentBatches implements ImageBatches {
  /**
   * Rows and columns of zeros around an image, from which a crop of the size of the image is taken.
   */
  static final int PADDING = 4;

  private final ResidentSplit split;
  private final Normaliser normaliser;
  private final int width;

  ResidentBatches(ImageSet set, ResidentSplit split) {
    this.split = split;
    this.normaliser = new Normaliser(set);
    this.width = set.width();
  }

  /** Uses three draws per image, in batch order. */
  @Override
  public void augmented(BatchOrder order, int index, FloatBuffer out) {
    SplittableRandom random = order.streams().apply(index);
    for (int i = order.from(index); i < order.to(index); i++) {
      int top = random.nextInt(2 * PADDING + 1) - PADDING;
      int left = random.nextInt(2 * PADDING + 1) - PADDING;
      int image = order.images()[i];
      if (random.nextBoolean()) {
        normaliser.write(split.pixels(), image, top, left + width - 1, -1, out);
      } else {
        normaliser.write(split.pixels(), image, top, left, 1, out);
      }
    }
  }

  @Override
  public void plain(int from, int to, FloatBuffer out) {
    for (int i = from; i < to; i++) {
      normaliser.write(split.pixels(), i, 0, 0, 1, out);
    }
  }

  /** Does nothing, because no batches are prepared. */
  @Override
  public void close() {}
}
