// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.nn.Block;
import java.io.Serializable;
import java.util.List;

/**
 * A network architecture, implemented as a record of its settings. Any DJL block is prunable; see
 * {@link PrunableNet} for which parameters are pruned.
 */
public interface Architecture extends Serializable {

  /**
   * A new, uninitialised block that maps images (batch, channels, height, width) to logits (batch,
   * classes).
   *
   * @param classes 2 or more
   */
  Block block(int classes);

  /**
   * The names that common PyTorch programs give to the layers with parameters, in the order of the
   * block; empty if there are none.
   */
  default List<String> layerNames() {
    return List.of();
  }
}
