package io.espalier.pruning.mask;

import io.espalier.pruning.model.Layer;
import java.util.List;

/**
 * Whole filters (output channels) of convolutions: of C filters of a layer, floor(sparsity · C) are
 * removed, the same share in every layer, but never the last. A filter's score is the L2 norm of
 * its weights' scores. With a filter go its bias, and scale and shift of the batch-norm that reads
 * it, so that the masked network computes what one without the filter would; channels that a
 * shortcut reaches as well stay. Fully connected layers stay dense.
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
