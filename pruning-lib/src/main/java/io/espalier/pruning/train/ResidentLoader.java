// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.data.BatchOrder;
import io.espalier.pruning.data.Window;
import java.nio.ByteBuffer;

/**
 * Makes batches on the device, from images that are there. For an augmented batch it sends 16 bytes
 * per image, the windows; for a plain one, nothing.
 */
final class ResidentLoader implements BatchLoader {
  private final DeviceImages images;
  private final DeviceSplit split;
  private final ByteBuffer windows;

  /**
   * @param largest the maximum number of images in a batch
   */
  ResidentLoader(DeviceImages images, DeviceSplit split, int largest) {
    this.images = images;
    this.split = split;
    this.windows = DeviceImages.windows(largest);
  }

  @Override
  public Batch augmented(BatchOrder order, int index) {
    windows.clear();
    Window.augmented(order, index, images.set().width(), this::put);
    try (NDArray sent = images.sentWindows(windows.flip());
        NDArray seen = images.seen(split, sent)) {
      return new Batch(images.normalised(seen), images.labels(split, sent), order.size(index));
    }
  }

  private void put(Window window) {
    windows
        .putInt(window.image())
        .putInt(window.top())
        .putInt(window.start())
        .putInt(window.step());
  }

  @Override
  public Batch plain(int from, int to) {
    try (NDArray seen = DeviceImages.part(split.levels(), from, to)) {
      return new Batch(
          images.normalised(seen), DeviceImages.part(split.labels(), from, to), to - from);
    }
  }

  /** Does nothing, because no batches are prepared. */
  @Override
  public void close() {}
}
