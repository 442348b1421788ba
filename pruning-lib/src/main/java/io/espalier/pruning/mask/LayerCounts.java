// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.engine.HostView;
import io.espalier.pruning.model.Layer;
import java.nio.IntBuffer;
import java.util.List;

/**
 * Unstructured masks with a fixed number of weights kept in each layer.
 *
 * @param layers all layers of a network
 * @param kept number of weights kept in each layer, from 0 to its size
 */
public record LayerCounts(List<Layer> layers, List<Long> kept) implements Selection {
  public LayerCounts {
    layers = List.copyOf(layers);
    kept = List.copyOf(kept);
    if (layers.size() != kept.size()) {
      throw new IllegalArgumentException(
          "Invalid counts: %s, must be %s, one per layer".formatted(kept.size(), layers.size()));
    }
  }

  /** The counts of {@code mask}. */
  public static LayerCounts of(List<Layer> layers, Mask mask) {
    return new LayerCounts(
        layers, layers.stream().map(layer -> mask.kept(layer.offset(), layer.size())).toList());
  }

  @Override
  public void project(NDArray scores, Ranking ranking, Mask mask) {
    IntBuffer values = scores.toByteBuffer(true).asIntBuffer();
    HostView target = HostView.of(mask.values());
    IntBuffer bits = target.bits();
    TopK topK = new TopK();
    for (int i = 0; i < layers.size(); i++) {
      int offset = (int) layers.get(i).offset();
      int size = (int) layers.get(i).size();
      topK.select(values.slice(offset, size), kept.get(i), ranking, bits.slice(offset, size));
    }
    target.commit();
  }

  @Override
  public long groups() {
    return layers.stream().mapToLong(Layer::size).sum();
  }

  @Override
  public long groupsKept() {
    return kept.stream().mapToLong(count -> count).sum();
  }
}
