// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.catalog.Requirements;
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
 * magnitude pruning", arXiv 2209.14624): one global cut of the trained dense network's |w|, shape
 * (n), to k weights, but a layer keeps at least MT of its own, so that none collapses.
 *
 * <p>Each layer first keeps its MT largest (all that it has, where it has no more); the rest of the
 * k go to the largest of all others. So the k kept have the largest sum of |w| of all that respect
 * MT, and where the cut alone leaves every layer MT weights, this is {@link Omp}'s.
 *
 * <p>MT is floor(min_per_layer · n), but never more than floor(k / layers): the count is exact at
 * any target. Default: 0.0005 of all weights, 0.05 %, that of the authors' released code; the paper
 * chooses a number for each network, and goes on from the trained weights.
 *
 * <p>Differs from the released code: there the other layers' shares are scaled up by one factor
 * until the total is right; here the global ranking decides among them too. The recipe is {@link
 * Omp}'s.
 *
 * @param recipe how the weights are trained after the cut
 * @param from which values the survivors, biases and batch-norm begin with
 * @param minPerLayer the share of the network's n weights that each layer keeps at least, in [0,
 *     1); 0 is one global cut
 */
public record GlobalMp(Recipe recipe, Omp.From from, double minPerLayer) implements OneShot {

  static final GlobalMp DEFAULTS =
      new GlobalMp(new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4), Omp.From.TRAINED, 0.0005);

  public GlobalMp {
    new Requirements().fraction("min_per_layer", minPerLayer).check();
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
    float[] scores =
        scores(
            run.start().weights().toByteBuffer(true).asFloatBuffer(),
            layers,
            Math.min(least, kept / layers.size()));
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
