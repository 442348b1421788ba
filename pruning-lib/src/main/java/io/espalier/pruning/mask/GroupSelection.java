// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Masks that remove whole groups; weights in no group stay.
 *
 * @param layers layers with groups to remove
 * @param kept number of groups kept in each layer
 */
record GroupSelection(List<LayerGroups> layers, List<Integer> kept) implements Selection {

  /** Removes floor(sparsity · C) of the C groups of each layer, but never all. */
  static GroupSelection uniform(List<LayerGroups> layers, Sparsity sparsity) {
    return new GroupSelection(
        layers, layers.stream().map(layer -> sparsity.keptGroups(layer.count())).toList());
  }

  @Override
  public void project(NDArray scores, Ranking ranking, Mask mask) {
    mask.selector().bestGroups(layers, kept, scores, ranking, mask);
  }

  @Override
  public boolean removesChannels() {
    return true;
  }

  @Override
  public long groups() {
    return layers.stream().mapToLong(LayerGroups::count).sum();
  }

  @Override
  public long groupsKept() {
    return kept.stream().mapToLong(count -> count).sum();
  }
}
