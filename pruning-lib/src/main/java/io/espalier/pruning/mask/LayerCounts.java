// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.model.Layer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Unstructured masks with a fixed number of weights kept in each layer.
 *
 * @param layers all layers of a network
 * @param kept number of weights kept in each layer, from 0 to its size
 */
public record LayerCounts(List<Layer> layers, List<Long> kept) implements LayerBudget {
  public LayerCounts {
    layers = List.copyOf(layers);
    kept = List.copyOf(kept);
    if (layers.size() != kept.size()) {
      throw new IllegalArgumentException(
          "Invalid counts: %s, must be %s, one per layer".formatted(kept.size(), layers.size()));
    }
  }

  /** The counts of {@code mask}, which are read by the host. */
  public static LayerCounts of(List<Layer> layers, Mask mask) {
    return new LayerCounts(
        layers, layers.stream().map(layer -> mask.kept(layer.offset(), layer.size())).toList());
  }

  /**
   * The same share of every layer: a layer of n weights keeps λ·n, rounded to the nearest integer,
   * with the λ for which all layers together keep {@code kept}. (Largest remainders would yield the
   * same total, but with them a smaller total can leave one more weight in a layer, so that a mask
   * could not be narrowed to it.)
   *
   * @param kept number of weights kept in total, from 0 to the number of all weights; no layer
   *     keeps more when it is smaller
   * @throws IllegalArgumentException when {@code kept} is out of range
   */
  public static LayerCounts uniform(List<Layer> layers, long kept) {
    long all = layers.stream().mapToLong(Layer::size).sum();
    if (kept < 0 || kept > all) {
      throw new IllegalArgumentException(
          "Invalid number to keep: %s, must be from 0 to %s".formatted(kept, all));
    }
    // Rounding adds at most half a weight a layer, so no layer keeps fewer than with this share.
    double least = Math.max(0, kept - layers.size() / 2.0) / all;
    long[] counts = layers.stream().mapToLong(layer -> (long) (least * layer.size())).toArray();
    for (long left = kept - Arrays.stream(counts).sum(); left > 0; left--) {
      counts[next(layers, counts)]++;
    }
    return new LayerCounts(layers, Arrays.stream(counts).boxed().toList());
  }

  /** The first layer that keeps another weight when λ grows: that with the smallest (k + ½) / n. */
  private static int next(List<Layer> layers, long[] counts) {
    return IntStream.range(0, counts.length)
        .boxed()
        .min(Comparator.comparingDouble(i -> (counts[i] + 0.5) / layers.get(i).size()))
        .orElseThrow();
  }

  @Override
  public void project(NDArray scores, Ranking ranking, Mask mask) {
    mask.selector().best(Rows.of(layers), kept, scores, ranking, mask.values());
  }

  @Override
  public LayerCounts fewer(double share) {
    return new LayerCounts(
        layers, kept.stream().map(count -> count - (long) Math.floor(share * count)).toList());
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
