// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.latency;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;

/**
 * Passes in libtorch, as Espalier evaluates: batch-norm by its running statistics, no gradient.
 *
 * @param net the network, which others close
 * @param state its values
 * @param images (batch, channels, height, width), on the device of the network
 * @param memory the array whose memory {@code images} views
 */
record EnginePasses(PrunableNet net, NetworkState state, NDArray images, NDArray memory)
    implements ForwardPasses {

  @Override
  public void pass() {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      HostCopy.floats(net.evaluate(state, images));
    }
  }

  @Override
  public void close() {
    images.close();
    memory.close();
  }
}
