// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.data.BatchOrder;
import io.espalier.pruning.data.ImageBatches;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.Split;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/**
 * Prepares batches in one reused direct buffer. On a CPU a batch <em>is</em> that buffer, so it is
 * valid until the next batch is loaded.
 */
final class HostLoader implements BatchLoader {
  private final ImageSet set;
  private final Split split;
  private final ImageBatches batches;
  private final NDManager manager;
  private final ByteBuffer images;
  private final ByteBuffer labels;

  HostLoader(ImageSet set, Split split, int largest, NDManager manager) {
    this.set = set;
    this.split = split;
    this.batches = split.batches(set);
    this.manager = manager;
    this.images = DirectBuffers.of(largest, set.imageSize() * Float.BYTES);
    this.labels = DirectBuffers.of(largest, Long.BYTES);
  }

  @Override
  public Batch augmented(BatchOrder order, int index) {
    batches.augmented(order, index, images.clear().asFloatBuffer());
    LongBuffer classes = labels.clear().asLongBuffer();
    for (int i = order.from(index); i < order.to(index); i++) {
      classes.put(split.labels()[order.images()[i]]);
    }
    return onDevice(order.size(index));
  }

  @Override
  public Batch plain(int from, int to) {
    batches.plain(from, to, images.clear().asFloatBuffer());
    LongBuffer classes = labels.clear().asLongBuffer();
    for (int i = from; i < to; i++) {
      classes.put(split.labels()[i]);
    }
    return onDevice(to - from);
  }

  @Override
  public void close() {
    batches.close();
  }

  private Batch onDevice(int size) {
    Shape shape = new Shape(size, set.height(), set.width(), set.channels());
    NDArray pixels =
        manager.create(images.limit(size * set.imageSize() * Float.BYTES), shape, DataType.FLOAT32);
    NDArray classes =
        manager.create(labels.limit(size * Long.BYTES), new Shape(size), DataType.INT64);
    return new Batch(pixels.transpose(0, 3, 1, 2), classes, size);
  }
}
