// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.GlobalFilters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.model.Layer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The scales γ of batch-norm, one per filter, by which methods rank filters, and the penalty λ·Σ|γ|
 * that makes them small (Liu, Li, Shen, Huang, Yan, Zhang: "Learning efficient convolutional
 * networks through network slimming", ICCV 2017).
 *
 * <p>Only filters of convolutions that batch-norm reads directly can be ranked; all other layers
 * stay dense, and their filters are not counted.
 *
 * @param filters the masks that a ranking can end with
 */
record BatchNormScales(GlobalFilters filters) {

  /** Why a structure is refused. */
  static Optional<String> refuses(Granularity structure) {
    return structure instanceof Filters
        ? Optional.empty()
        : Optional.of("it ranks filters by their batch-norm scales");
  }

  /**
   * The masks of a sparsity.
   *
   * @throws InvalidSettings when no convolution is read directly by batch-norm
   */
  static GlobalFilters selection(List<Layer> layers, Sparsity sparsity) {
    List<Layer> ranked =
        layers.stream()
            .filter(layer -> layer.isConvolution() && layer.batchNormScale().isPresent())
            .toList();
    if (ranked.isEmpty()) {
      throw InvalidSettings.because(
          "Cannot rank filters by batch-norm scales: no convolution is read directly by batch-norm");
    }
    return GlobalFilters.of(ranked, sparsity);
  }

  /**
   * λ at the penalised scales in the vector of other parameters, 0 elsewhere; shape (o).
   *
   * @param other that vector
   * @param penalised whether the scale of each filter is, layer by layer
   */
  NDArray penalties(double lambda, boolean[] penalised, NDArray other) {
    float[] penalties = new float[(int) other.size()];
    int[] scales = scales().toArray();
    for (int i = 0; i < scales.length; i++) {
      penalties[scales[i]] = penalised[i] ? (float) lambda : 0;
    }
    return other.getManager().create(penalties);
  }

  /** All filters. */
  boolean[] all() {
    boolean[] all = new boolean[(int) filters.groups()];
    Arrays.fill(all, true);
    return all;
  }

  /**
   * The filters with the largest |γ|, of which each layer keeps one.
   *
   * @param other vector of other parameters
   * @return whether each filter is kept, layer by layer
   */
  boolean[] best(NDArray other) {
    try (HostCopy copy = HostCopy.of(other)) {
      FloatBuffer values = copy.floats();
      return filters.best(scales().mapToDouble(scale -> Math.abs(values.get(scale))).toArray());
    }
  }

  /**
   * γ·∂f/∂γ + β·∂f/∂β of each filter, layer by layer: what f loses by its channel, to first order.
   *
   * @param other vector of other parameters
   * @param gradient ∂f/∂other, of the same shape
   */
  double[] taylor(FloatBuffer other, FloatBuffer gradient) {
    return filters.layers().stream()
        .flatMapToDouble(
            layer -> {
              int scale = (int) layer.batchNormScale().orElseThrow();
              int shift = (int) layer.batchNormShift().orElseThrow();
              return IntStream.range(0, layer.filters())
                  .mapToDouble(
                      i ->
                          (double) other.get(scale + i) * gradient.get(scale + i)
                              + (double) other.get(shift + i) * gradient.get(shift + i));
            })
        .toArray();
  }

  /** The index of the scale of each filter in the vector of other parameters. */
  private IntStream scales() {
    return filters.layers().stream()
        .flatMapToInt(
            layer -> {
              int scale = (int) layer.batchNormScale().orElseThrow();
              return IntStream.range(scale, scale + layer.filters());
            });
  }
}
