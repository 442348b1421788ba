// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * PreCropping: the width of each layer without weights and without data (Cai, Hua, Chen, Suh, De
 * Sa, Zhang: "Structured pruning is all you need for pruning CNNs at initialization", 2022, arXiv
 * 2203.02549; only its abstract and reviews could be read).
 *
 * <p>The densities d_l of the layers maximise Σ log d_l, the logarithm of the expected SynFlow of a
 * chain of layers, subject to Σ c_l·d_l = B and d_l ≤ 1, where c_l are the weights of layer l, or
 * its multiply-accumulate operations, and B is the share of them that is kept. The solution is d_l
 * = min(1, λ/c_l): all layers that are not dense keep the same number. {@link Widths} has the
 * filters that follow from densities. The network with the first filters of each layer is trained
 * from initial values of its own size: He's variance for the inputs that are left.
 *
 * <p>The sparsity is the share of weights, or of operations, that the cropped network lacks, those
 * that would read removed filters included. A mask counts only the weights of removed filters, so
 * the column {@code sparsity} of a run is less. Neither a seed nor an image has an effect on the
 * widths.
 *
 * <p>Differs from the paper: how widths follow from densities was not found, and is chosen here; it
 * also has densities of SynFlow and other methods at initialisation, and a form that widens layers
 * (PreConfig). Training is that of the other methods at initialisation.
 *
 * @param recipe how the weights are trained
 * @param limit what the sparsity is a share of
 * @param densities how the densities of layers are chosen
 */
public record PreCropping(Recipe recipe, Limit limit, Densities densities) implements TrainedOnce {

  /** What the cropped network has less of. */
  public enum Limit {
    /** Weights. */
    WEIGHTS {
      @Override
      double cost(Layer layer) {
        return layer.size();
      }
    },
    /** Multiply-accumulate operations of an image. */
    MACS {
      @Override
      double cost(Layer layer) {
        return (double) layer.size() * layer.positions();
      }
    };

    /** c_l of the whole layer. */
    abstract double cost(Layer layer);
  }

  /** How the densities of layers are chosen. */
  public enum Densities {
    /** Those that maximise Σ log d_l. */
    OPTIMAL {
      @Override
      double[] of(List<Layer> layers, Limit limit, double density) {
        double[] costs = layers.stream().mapToDouble(limit::cost).toArray();
        return optimal(costs, density * Arrays.stream(costs).sum());
      }
    },
    /** The same in each layer. */
    UNIFORM {
      @Override
      double[] of(List<Layer> layers, Limit limit, double density) {
        return layers.stream().mapToDouble(layer -> density).toArray();
      }
    },
    /** Erdős-Rényi-kernel, see {@link Distribution#ERK}. */
    ERK {
      @Override
      double[] of(List<Layer> layers, Limit limit, double density) {
        long all = layers.stream().mapToLong(Layer::size).sum();
        List<Long> kept = Distribution.ERK.counts(layers, Math.round(density * all)).orElseThrow();
        double[] densities = new double[layers.size()];
        for (int i = 0; i < densities.length; i++) {
          densities[i] = (double) kept.get(i) / layers.get(i).size();
        }
        return densities;
      }
    };

    abstract double[] of(List<Layer> layers, Limit limit, double density);
  }

  static final PreCropping DEFAULTS =
      new PreCropping(
          new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4), Limit.WEIGHTS, Densities.OPTIMAL);

  /**
   * min(1, λ/c_l) with the λ for which Σ c_l·d_l is the budget.
   *
   * @param budget at most the sum of the costs
   */
  static double[] optimal(double[] costs, double budget) {
    double[] ascending = costs.clone();
    Arrays.sort(ascending);
    double left = budget;
    int others = ascending.length;
    for (double cost : ascending) {
      if (cost * others > left) {
        break;
      }
      left -= cost;
      others--;
    }
    double lambda = others == 0 ? Double.POSITIVE_INFINITY : left / others;
    return Arrays.stream(costs).map(cost -> Math.min(1, lambda / cost)).toArray();
  }

  @Override
  public Optional<String> refuses(Granularity structure) {
    return structure instanceof Filters
        ? Optional.empty()
        : Optional.of("it chooses how many filters each layer has");
  }

  /**
   * @throws InvalidSettings when the network cannot become as small
   */
  @Override
  public Selection selection(Granularity structure, List<Layer> layers, Sparsity sparsity) {
    Widths widths = widths(layers, sparsity);
    return Filters.counts(widths.cropped(), widths.kept());
  }

  private Widths widths(List<Layer> layers, Sparsity sparsity) {
    double density = sparsity.density();
    return Widths.of(layers, limit, densities.of(layers, limit, density), density);
  }

  @Override
  public Pruned prune(PruningRun run) throws InterruptedException {
    Widths widths = widths(run.net().layers(), run.target());
    Mask mask;
    try (NDArray equal = run.net().manager().ones(new Shape(run.net().prunable()))) {
      mask = run.mask(run.selection(), equal, Ranking.SIGNED); // ties by index: the first filters
    }
    return run.train(recipe, ofOwnSize(run, widths), mask);
  }

  /** The initial values, times the root of the inputs per input left. */
  private static NetworkState ofOwnSize(PruningRun run, Widths widths) {
    float[] factors = new float[(int) run.net().prunable()];
    Map<String, Double> left = widths.inputsLeft();
    for (Layer layer : run.net().layers()) {
      float factor = (float) Math.sqrt(1 / left.getOrDefault(layer.name(), 1.0));
      int from = (int) layer.offset();
      Arrays.fill(factors, from, from + (int) layer.size(), factor);
    }
    NetworkState state = run.initial().copy();
    try (NDArray scale = run.net().manager().create(factors)) {
      state.weights().muli(scale);
    }
    return state;
  }
}
