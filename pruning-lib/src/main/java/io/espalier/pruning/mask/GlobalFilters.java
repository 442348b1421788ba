// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.model.Layer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Masks that remove whole filters of convolutions in one ranking over all of them: of ΣC filters,
 * floor(sparsity · ΣC) are removed, but every layer keeps its best. Parameters of removed filters
 * are removed as in {@link Filters}; other layers stay dense.
 *
 * <p>The score of a filter is the mean of the contributions of its weights (for magnitudes, the
 * mean square), so that filters of different sizes are comparable.
 *
 * @param layers layers whose filters are removed
 * @param kept number of filters kept, at least one per layer
 */
public record GlobalFilters(List<Layer> layers, int kept) implements Selection {

  /**
   * @throws IllegalArgumentException when {@code kept} is out of range
   */
  public GlobalFilters {
    layers = List.copyOf(layers);
    int filters = layers.stream().mapToInt(Layer::filters).sum();
    if (kept < layers.size() || kept > filters) {
      throw new IllegalArgumentException(
          "Invalid number of filters to keep: %s, must be from %s to %s"
              .formatted(kept, layers.size(), filters));
    }
  }

  /** The masks of a sparsity. */
  public static GlobalFilters of(List<Layer> layers, Sparsity sparsity) {
    int filters = layers.stream().mapToInt(Layer::filters).sum();
    return new GlobalFilters(layers, Math.max(layers.size(), sparsity.keptGroups(filters)));
  }

  @Override
  public void project(NDArray scores, Ranking ranking, Mask mask) {
    try (HostCopy copy = HostCopy.of(scores)) {
      write(best(means(copy.floats(), ranking)), mask);
    }
  }

  private double[] means(FloatBuffer weights, Ranking ranking) {
    return groupsOfLayers().stream()
        .flatMapToDouble(
            groups ->
                Arrays.stream(groups.sums(weights, ranking))
                    .map(sum -> sum * groups.count() / groups.layer().size()))
        .toArray();
  }

  /**
   * The filters to keep: the best of each layer, and the best of all others. Equal scores are
   * ranked by index, and NaN comes last.
   *
   * @param scores one per filter, layer by layer
   */
  public boolean[] best(double[] scores) {
    boolean[] best = new boolean[scores.length];
    Comparator<Integer> larger = Comparator.comparingDouble(filter -> 0 - scores[filter]);
    int first = 0;
    for (Layer layer : layers) {
      int end = first + layer.filters();
      best[IntStream.range(first, end).boxed().min(larger).orElseThrow()] = true;
      first = end;
    }
    IntStream.range(0, scores.length)
        .boxed()
        .filter(filter -> !best[filter])
        .sorted(larger) // stable: ties by index
        .limit(kept - layers.size())
        .toList()
        .forEach(filter -> best[filter] = true);
    return best;
  }

  /**
   * Overwrites {@code mask} in place.
   *
   * @param filters whether each is kept, layer by layer
   */
  public void write(boolean[] filters, Mask mask) {
    int[] first = new int[layers.size() + 1];
    for (int i = 0; i < layers.size(); i++) {
      first[i + 1] = first[i] + layers.get(i).filters();
    }
    LayerGroups.write(
        groupsOfLayers(), i -> Arrays.copyOfRange(filters, first[i], first[i + 1]), mask);
  }

  @Override
  public boolean removesChannels() {
    return true;
  }

  @Override
  public long groups() {
    return layers.stream().mapToLong(Layer::filters).sum();
  }

  @Override
  public long groupsKept() {
    return kept;
  }

  private List<LayerGroups> groupsOfLayers() {
    return layers.stream().map(layer -> new LayerGroups(layer, LayerGroups.Axis.FILTER)).toList();
  }
}
