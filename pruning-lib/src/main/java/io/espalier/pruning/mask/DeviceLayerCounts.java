// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.model.Layer;
import java.nio.LongBuffer;
import java.util.List;

/**
 * A budget that only the device knows; for masks of the device.
 *
 * @param layers all layers of a network
 * @param kept number of weights kept in each layer, int64
 * @param selector selector of the device
 */
record DeviceLayerCounts(List<Layer> layers, NDArray kept, DeviceSelector selector)
    implements LayerBudget {

  @Override
  public void project(NDArray scores, Ranking ranking, Mask mask) {
    selector.best(Rows.of(layers), kept, scores, ranking, mask.values());
  }

  @Override
  public LayerBudget fewer(double share) {
    return new DeviceLayerCounts(layers, selector.fewer(kept, share), selector);
  }

  @Override
  public long groups() {
    return layers.stream().mapToLong(Layer::size).sum();
  }

  /** Read by the host. */
  @Override
  public long groupsKept() {
    try (HostCopy copy = HostCopy.of(kept)) {
      LongBuffer counts = copy.bytes().asLongBuffer();
      long sum = 0;
      while (counts.hasRemaining()) {
        sum += counts.get();
      }
      return sum;
    }
  }
}
