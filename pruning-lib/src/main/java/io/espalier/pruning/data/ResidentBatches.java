// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.nio.FloatBuffer;

/**
 * Batches of images in memory. In training, each shows a random {@linkplain Window window}; what is
 * outside of the image is zero before normalisation: black, not the mean.
 */
final class ResidentBatches implements ImageBatches {
  private final ResidentSplit split;
  private final Normaliser normaliser;
  private final int width;

  ResidentBatches(ImageSet set, ResidentSplit split) {
    this.split = split;
    this.normaliser = new Normaliser(set);
    this.width = set.width();
  }

  @Override
  public void augmented(BatchOrder order, int index, FloatBuffer out) {
    Window.augmented(order, index, width, window -> normaliser.write(split.pixels(), window, out));
  }

  @Override
  public void plain(int from, int to, FloatBuffer out) {
    for (int i = from; i < to; i++) {
      normaliser.write(split.pixels(), Window.whole(i), out);
    }
  }

  /** Does nothing, because no batches are prepared. */
  @Override
  public void close() {}
}
