// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * LAMP: layer-adaptive magnitude pruning (Lee, Park, Mo, Ahn, Shin: "Layer-adaptive sparsity for
 * the magnitude-based pruning", ICLR 2021, arXiv 2010.07611). A weight of the trained dense network
 * scores
 *
 * <p>score_u = w_u² / Σ w_v² over v of its layer with |w_v| ≥ |w_u|,
 *
 * <p>shape (n), and the k best scores of all layers together are kept. Within a layer this is the
 * order of magnitudes. Equal magnitudes are ordered by index: the sum of a weight includes the
 * weight itself and those before it in this order. The largest weight of each layer scores 1 and
 * all others at most ½, so no layer is emptied if k is at least the number of layers.
 *
 * <p>Scores are computed and ranked in float64, because those of a large layer differ by less than
 * the precision of float32. Squares are exact, and sums are accumulated in the order of magnitudes,
 * so rounding never reverses the order within a layer. Equal scores are ranked by index.
 *
 * <p>Differs from the paper: prunes once at the target, whereas the paper alternates pruning and
 * training; the recipe is that of {@link Omp}. As in the paper, training continues from the trained
 * weights ({@code from: initial} trains a lottery ticket).
 *
 * @param recipe how the weights are trained after pruning
 * @param from values that the kept weights, biases and batch-norm start with
 * @param afterCut how the network is trained after the cut
 */
public record Lamp(Recipe recipe, Omp.From from, AfterCut afterCut) implements OneShot {

  static final Lamp DEFAULTS =
      new Lamp(
          new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4), Omp.From.TRAINED, AfterCut.DEFAULTS);

  public Lamp {
    Retrained.requirements(recipe, from, afterCut).check();
  }

  @Override
  public Optional<String> refuses(Granularity structure) {
    return LayerShares.refuses(structure);
  }

  @Override
  public Mask cut(PruningRun run) {
    double[] scores;
    try (HostCopy weights = HostCopy.of(run.start().weights())) {
      scores = scores(weights.floats(), run.net().layers());
    }
    int kept = (int) run.selection().groupsKept();
    try (NDArray best = run.net().manager().create(best(scores, kept))) {
      return run.mask(run.selection(), best, Ranking.SIGNED);
    }
  }

  /**
   * The scores of all weights. In a layer of zeros only, the first scores 1, the others 0.
   *
   * @param weights shape (n)
   */
  static double[] scores(FloatBuffer weights, List<Layer> layers) {
    double[] scores = new double[weights.limit()];
    for (Layer layer : layers) {
      int[] order = LayerOrder.byMagnitude(weights, layer);
      double sum = 0;
      for (int index : order) {
        double square = (double) weights.get(index) * weights.get(index);
        sum += square;
        scores[index] = square == 0 ? 0 : square / sum;
      }
      scores[order[0]] = 1;
    }
    return scores;
  }

  /** 1 for the {@code kept} largest scores, ties by index, and 0 for the others. */
  static float[] best(double[] scores, int kept) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    double threshold = sorted[scores.length - kept];
    int above = (int) Arrays.stream(scores).filter(score -> score > threshold).count();
    int ties = kept - above;
    float[] best = new float[scores.length];
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] > threshold || (scores[i] == threshold && ties-- > 0)) {
        best[i] = 1;
      }
    }
    return best;
  }
}
