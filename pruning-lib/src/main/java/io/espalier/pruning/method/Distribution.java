// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.model.Layer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The distribution of kept weights among layers, independent of their values. */
public enum Distribution {
  /** Any distribution: each set of weights of the network is equally likely. */
  GLOBAL {
    @Override
    Optional<List<Long>> counts(List<Layer> layers, long kept) {
      return Optional.empty();
    }
  },
  /** Every layer keeps the same share of its weights. */
  UNIFORM {
    @Override
    Optional<List<Long>> counts(List<Layer> layers, long kept) {
      return Optional.of(spread(sizes(layers), kept, layers.stream().map(layer -> 1.0).toList()));
    }
  },
  /**
   * Erdős-Rényi-kernel (Evci et al. 2020, "Rigging the lottery", §3): the density of a layer is
   * proportional to (n_in + n_out + k_w + k_h) / (n_in · n_out · k_w · k_h), for a fully connected
   * layer to (n_in + n_out) / (n_in · n_out); layers whose density would exceed 1 are dense, and
   * the others share the rest.
   */
  ERK {
    @Override
    Optional<List<Long>> counts(List<Layer> layers, long kept) {
      return Optional.of(
          spread(sizes(layers), kept, layers.stream().map(Distribution::erk).toList()));
    }
  };

  /**
   * The number of weights that each layer keeps, {@code kept} in total; empty if any is allowed.
   *
   * @param kept from 0 to the number of all weights
   */
  abstract Optional<List<Long>> counts(List<Layer> layers, long kept);

  private static List<Long> sizes(List<Layer> layers) {
    return layers.stream().map(Layer::size).toList();
  }

  private static double erk(Layer layer) {
    return layer.shape().stream().mapToLong(extent -> extent).sum() / (double) layer.size();
  }

  /**
   * Densities proportional to {@code weights}, none above 1; counts are rounded down, and the rest
   * goes to the largest remainders, ties by index.
   *
   * @param sizes of the layers
   */
  static List<Long> spread(List<Long> sizes, long kept, List<Double> weights) {
    boolean[] dense = new boolean[sizes.size()];
    double factor;
    boolean changed;
    do {
      double left = kept;
      double unit = 0;
      for (int i = 0; i < dense.length; i++) {
        left -= dense[i] ? sizes.get(i) : 0;
        unit += dense[i] ? 0 : weights.get(i) * sizes.get(i);
      }
      factor = unit == 0 ? 0 : left / unit;
      changed = false;
      for (int i = 0; i < dense.length; i++) {
        if (!dense[i] && factor * weights.get(i) > 1) {
          dense[i] = true;
          changed = true;
        }
      }
    } while (changed);
    List<Double> exact = new ArrayList<>();
    for (int i = 0; i < dense.length; i++) {
      double density = dense[i] ? 1 : factor * weights.get(i);
      exact.add(density * sizes.get(i));
    }
    List<Long> counts =
        new ArrayList<>(exact.stream().map(count -> (long) Math.floor(count + 1e-9)).toList());
    long missing = kept - counts.stream().mapToLong(count -> count).sum();
    IntStream.range(0, dense.length)
        .boxed()
        .filter(i -> counts.get(i) < sizes.get(i))
        .sorted(Comparator.comparingDouble(i -> counts.get(i) - exact.get(i)))
        .limit(missing)
        .forEach(i -> counts.set(i, counts.get(i) + 1));
    return counts;
  }
}
