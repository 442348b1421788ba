// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.measure;

import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.Layer;
import java.util.List;

/**
 * The sparsity of a prunable tensor under a mask.
 *
 * @param layer the tensor
 * @param kept number of weights kept, in [0, size]
 */
public record LayerSparsity(Layer layer, long kept) {

  /** The sparsity of each layer under {@code mask}. */
  public static List<LayerSparsity> of(List<Layer> layers, Mask mask) {
    return layers.stream()
        .map(layer -> new LayerSparsity(layer, mask.kept(layer.offset(), layer.size())))
        .toList();
  }
}
