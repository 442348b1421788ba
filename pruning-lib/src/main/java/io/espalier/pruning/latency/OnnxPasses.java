// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.latency;

import io.espalier.pruning.onnx.OnnxRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;

/**
 * Passes in ONNX Runtime on the CPU, with all of its graph optimisations, as its users have them.
 *
 * @param network the network, closed with this
 * @param images values of the batch, a direct buffer
 * @param shape (batch, channels, height, width)
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OnnxPasses(OnnxRuntime network, FloatBuffer images, long[] shape) implements ForwardPasses {

  @Override
  public void pass() {
    try {
      network.logits(images, shape);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
