// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import io.espalier.pruning.model.Layer;
import java.util.List;

/**
 * Whole filters (output channels) of convolutions: of C filters of a layer, floor(sparsity · C) are
 * removed, the same share in every layer, but never all. The score of a filter is the L2 norm of
 * the scores of its weights. The bias of a removed filter and the scale and shift of its batch-norm
 * are removed too, so that the masked network computes the same as a network without the filter
 * (BiP's released code keeps the shift); channels to which a shortcut is added stay in the network.
 * Fully connected layers stay dense.
 */
public record Filters() implements Granularity {

  @Override
  public Selection selection(List<Layer> layers, Sparsity sparsity) {
    return GroupSelection.uniform(
        layers.stream()
            .filter(Layer::isConvolution)
            .map(layer -> new LayerGroups(layer, LayerGroups.Axis.FILTER))
            .toList(),
        sparsity);
  }

  /**
   * Masks with their own number of filters in each layer.
   *
   * @param layers convolutions
   * @param kept number of filters kept in each, 1 or more
   */
  public static Selection counts(List<Layer> layers, List<Integer> kept) {
    return new GroupSelection(
        layers.stream().map(layer -> new LayerGroups(layer, LayerGroups.Axis.FILTER)).toList(),
        List.copyOf(kept));
  }

  /** Since 2, phases under a fixed mask are computed without removed channels. */
  @Override
  public int version() {
    return 2;
  }

  @Override
  public String toString() {
    return "filter";
  }
}
