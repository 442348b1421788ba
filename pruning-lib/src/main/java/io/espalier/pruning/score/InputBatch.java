// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.score;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.data.InputImages;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The memory of one batch on the host. A batch always has the same size; what is missing is filled
 * with zeros. The kernels of an engine depend on the size of a batch, so that the last bits of a
 * logit could otherwise depend on the number of other images.
 *
 * <p>Not thread-safe.
 */
final class InputBatch {
  private final InputImages images;
  private final Shape shape;
  private final ByteBuffer values;

  /**
   * @param size images of the batch, see {@link TicketInput#fitting}
   */
  InputBatch(TicketInput input, int size) {
    this.images = input.images();
    this.shape = new Shape(size, input.size(), input.size(), InputImages.CHANNELS);
    this.values =
        ByteBuffer.allocateDirect(Math.toIntExact(shape.size() * Float.BYTES))
            .order(ByteOrder.nativeOrder());
  }

  /** Decodes files for this input. */
  Decoded decoded(List<byte[]> files) {
    return Decoded.of(files, images);
  }

  /** The number of images. */
  int size() {
    return (int) shape.get(0);
  }

  /**
   * A batch of images, valid until the next one. On a CPU it is the memory of this object.
   *
   * @param planes at most {@link #size} images
   * @return float32, (batch, channels, height, width), a view of channels-last memory
   */
  NDArray of(List<byte[]> planes, NDManager manager) {
    FloatBuffer floats = values.clear().asFloatBuffer();
    planes.forEach(image -> images.normalise(image, floats));
    while (floats.hasRemaining()) {
      floats.put(0);
    }
    return manager.create(values, shape, DataType.FLOAT32).transpose(0, 3, 1, 2);
  }
}
