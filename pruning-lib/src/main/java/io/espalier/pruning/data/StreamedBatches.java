// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.nio.FloatBuffer;

/** Batches of images in files, normalised. */
final class StreamedBatches implements ImageBatches {
  private final DecodedBatches decoded;
  private final Normaliser normaliser;

  StreamedBatches(ImageSet set, StreamedSplit split) {
    this.decoded = split.decoded(set);
    this.normaliser = new Normaliser(set);
  }

  @Override
  public void augmented(BatchOrder order, int index, FloatBuffer out) {
    decoded.augmented(order, index, planes -> write(planes, out));
  }

  @Override
  public void plain(int from, int to, FloatBuffer out) {
    decoded.plain(from, to, planes -> write(planes, out));
  }

  private void write(byte[] planes, FloatBuffer out) {
    normaliser.write(planes, Window.whole(0), out);
  }

  @Override
  public void close() {
    decoded.close();
  }
}
