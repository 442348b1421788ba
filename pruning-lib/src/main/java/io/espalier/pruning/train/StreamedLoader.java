// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.data.BatchOrder;
import io.espalier.pruning.data.DecodedBatches;
import io.espalier.pruning.data.StreamedSplit;
import java.nio.ByteBuffer;

/**
 * Sends decoded images to the device, a byte per value, and normalises them there. The next images
 * are decoded while the device computes.
 */
final class StreamedLoader implements BatchLoader {
  private final DeviceImages images;
  private final int[] classes;
  private final DecodedBatches decoded;
  private final ByteBuffer planes;
  private final ByteBuffer labels;

  /**
   * @param largest the maximum number of images in a batch
   */
  StreamedLoader(DeviceImages images, StreamedSplit split, int largest) {
    this.images = images;
    this.classes = split.labels();
    this.decoded = split.decoded(images.set());
    this.planes = images.planes(largest);
    this.labels = DeviceImages.labels(largest);
  }

  @Override
  public Batch augmented(BatchOrder order, int index) {
    decoded.augmented(order, index, planes.clear()::put);
    labels.clear();
    for (int i = order.from(index); i < order.to(index); i++) {
      labels.putLong(classes[order.images()[i]]);
    }
    return sent(order.size(index));
  }

  @Override
  public Batch plain(int from, int to) {
    decoded.plain(from, to, planes.clear()::put);
    labels.clear();
    for (int i = from; i < to; i++) {
      labels.putLong(classes[i]);
    }
    return sent(to - from);
  }

  private Batch sent(int size) {
    NDArray levels = images.sentPlanes(planes.flip());
    return new Batch(images.normalised(levels), images.sentLabels(labels.flip()), size);
  }

  @Override
  public void close() {
    decoded.close();
  }
}
