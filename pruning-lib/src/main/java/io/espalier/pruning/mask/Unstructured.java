// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.model.Layer;
import java.util.List;

/**
 * Single weights, in one global ranking over all convolution and fully connected weights;
 * round(density · n) of n weights are kept.
 */
public record Unstructured() implements Granularity {

  @Override
  public Selection selection(List<Layer> layers, Sparsity sparsity) {
    long n = layers.stream().mapToLong(Layer::size).sum();
    return new Weights(n, sparsity.kept(n));
  }

  @Override
  public String toString() {
    return "unstructured";
  }

  private record Weights(long groups, long groupsKept) implements Selection {
    @Override
    public void project(NDArray scores, Ranking ranking, Mask mask) {
      mask.selector()
          .best(
              List.of(new Rows(0, 1, groups)), List.of(groupsKept), scores, ranking, mask.values());
    }
  }
}
