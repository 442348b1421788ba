// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Global magnitude pruning with a minimum threshold (Gupta, Camci, Keneta, Vaidyanathan, Kanodia,
 * Foo, Wu, Lin 2022: "Is complexity required for neural network pruning? A case study on global
 * magnitude pruning", arXiv 2209.14624): prunes the trained dense network to the k weights with the
 * largest |w|, shape (n), in one global ranking, except that every layer keeps at least MT weights,
 * so that no layer collapses.
 *
 * <p>Each layer first keeps its MT largest weights (all of its weights if it has no more than MT);
 * the rest of the k are the largest of all other weights. The mask thus has the largest sum of |w|
 * of all masks of k weights that respect MT. If global pruning alone leaves at least MT weights in
 * every layer, the mask equals that of {@link Omp}.
 *
 * <p>MT is floor(min_per_layer · n), but at most floor(k / layers), so that the count is exact at
 * every target. Default: 0.0005 (0.05 %) of all weights, as in the authors' released code; the
 * paper chooses a number for each network, and continues from the trained weights.
 *
 * <p>Differs from the released code, which scales up the shares of the other layers by one factor
 * until the total is right; here the global ranking also decides among the other layers. The recipe
 * is that of {@link Omp}.
 *
 * @param recipe how the weights are trained after pruning
 * @param from values that the kept weights, biases and batch-norm start with
 * @param minPerLayer minimum that each layer keeps, as a share of the n weights of the network, in
 *     [0, 1); 0 is global pruning without a minimum
 * @param afterCut how the network is trained after the cut
 */
public record GlobalMp(Recipe recipe, Omp.From from, double minPerLayer, AfterCut afterCut)
    implements OneShot {

  static final GlobalMp DEFAULTS =
      new GlobalMp(
          new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4),
          Omp.From.TRAINED,
          0.0005,
          AfterCut.DEFAULTS);

  public GlobalMp {
    Retrained.requirements(recipe, from, afterCut).fraction("min_per_layer", minPerLayer).check();
  }

  @Override
  public Optional<String> refuses(Granularity structure) {
    return structure instanceof Unstructured
        ? Optional.empty()
        : Optional.of("every layer keeps the same share, so it equals omp");
  }

  @Override
  public Mask cut(PruningRun run) {
    List<Layer> layers = run.net().layers();
    long kept = run.selection().groupsKept();
    long least = (long) (minPerLayer * run.net().prunable());
    float[] scores;
    try (HostCopy weights = HostCopy.of(run.start().weights())) {
      scores = scores(weights.floats(), layers, Math.min(least, kept / layers.size()));
    }
    try (NDArray ranked = run.net().manager().create(scores)) {
      return run.mask(run.selection(), ranked, Ranking.SIGNED);
    }
  }

  /**
   * |w|, but infinity for the {@code least} largest of each layer.
   *
   * @param weights shape (n)
   */
  static float[] scores(FloatBuffer weights, List<Layer> layers, long least) {
    float[] scores = new float[weights.limit()];
    for (Layer layer : layers) {
      int[] order = LayerOrder.byMagnitude(weights, layer);
      for (int rank = 0; rank < order.length; rank++) {
        scores[order[rank]] =
            rank < least ? Float.POSITIVE_INFINITY : Math.abs(weights.get(order[rank]));
      }
    }
    return scores;
  }
}
