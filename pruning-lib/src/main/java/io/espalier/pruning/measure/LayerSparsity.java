package io.espalier.pruning.measure;

import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.Layer;
import java.util.List;

/**
 * What a mask leaves of one prunable tensor.
 *
 * @param layer the tensor
 * @param kept weights kept, in [0, size]
 */
public record LayerSparsity(Layer layer, long kept) {

  /** One for each of {@code layers}. */
  public static List<LayerSparsity> of(List<Layer> layers, Mask mask) {
    return layers.stream()
        .map(layer -> new LayerSparsity(layer, mask.kept(layer.offset(), layer.size())))
        .toList();
  }
}
