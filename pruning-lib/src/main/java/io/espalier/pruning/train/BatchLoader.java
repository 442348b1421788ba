package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.data.ImageBatches;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.Split;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/**
 * Brings batches of one split to the device through one reused direct buffer. On a CPU a batch
 * <em>is</em> that buffer: it holds until the next batch is asked for.
 */
final class BatchLoader {
  private final ImageSet set;
  private final Split split;
  private final ImageBatches batches;
  private final NDManager manager;
  private final ByteBuffer images;
  private final ByteBuffer labels;

  BatchLoader(ImageSet set, Split split, int largest, NDManager manager) {
    this.set = set;
    this.split = split;
    this.batches = new ImageBatches(set, split);
    this.manager = manager;
    this.images = direct(largest * set.imageSize() * Float.BYTES);
    this.labels = direct(largest * Long.BYTES);
  }

  int size() {
    return split.size();
  }

  /** The images {@code order[from]} … {@code order[to - 1]}, cropped and flipped at random. */
  Batch augmented(int[] order, int from, int to, SplittableRandom random) {
    batches.augmented(order, from, to, random, images.clear().asFloatBuffer());
    batches.labels(order, from, to, labels.clear().asLongBuffer());
    return onDevice(to - from);
  }

  /** The images {@code from} … {@code to - 1} as they are. */
  Batch plain(int from, int to) {
    batches.plain(from, to, images.clear().asFloatBuffer());
    batches.labels(from, to, labels.clear().asLongBuffer());
    return onDevice(to - from);
  }

  private Batch onDevice(int size) {
    Shape shape = new Shape(size, set.height(), set.width(), set.channels());
    NDArray pixels =
        manager.create(images.limit(size * set.imageSize() * Float.BYTES), shape, DataType.FLOAT32);
    NDArray classes =
        manager.create(labels.limit(size * Long.BYTES), new Shape(size), DataType.INT64);
    return new Batch(pixels.transpose(0, 3, 1, 2), classes, size);
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
