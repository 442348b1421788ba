// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import io.espalier.pruning.model.Layer;
import java.util.List;

/**
 * Whole input channels of convolutions: of C input channels of a layer, floor(sparsity · C) are
 * removed, the same share in every layer, but never all. The score of a channel is the L2 norm of
 * the scores of all weights that read it. The first layer (which reads the image) and fully
 * connected layers stay dense. An input channel of a depthwise convolution is read by one filter.
 *
 * <p>The released code of the authors of BiP also removes channels of the image; this
 * implementation does not.
 */
public record Channels() implements Granularity {

  @Override
  public Selection selection(List<Layer> layers, Sparsity sparsity) {
    return GroupSelection.uniform(
        layers.stream()
            .filter(layer -> layer.isConvolution() && layer.offset() > 0)
            .map(layer -> new LayerGroups(layer, LayerGroups.Axis.INPUT))
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
    return "channel";
  }
}
