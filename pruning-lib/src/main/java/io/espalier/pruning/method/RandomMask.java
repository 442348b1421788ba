// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.LayerCounts;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A baseline for comparisons: a random mask of the untrained network, which is then trained (Liu et
 * al. 2022, "The unreasonable effectiveness of random pruning", who compare the distributions over
 * layers).
 *
 * @param recipe how the weights are trained
 * @param distribution distribution of the kept weights over the layers; within it, each set of
 *     weights is equally likely
 */
public record RandomMask(Recipe recipe, Distribution distribution)
    implements PrunedAtInitialization {

  static final RandomMask DEFAULTS =
      new RandomMask(new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4), Distribution.GLOBAL);

  @Override
  public Optional<String> refuses(Granularity structure) {
    return distribution == Distribution.GLOBAL || structure instanceof Unstructured
        ? Optional.empty()
        : Optional.of("all layers keep the same share there, so distribution must be global");
  }

  @Override
  public Mask mask(PruningRun run) {
    return drawn(run, distribution, run.target());
  }

  /** A random mask at {@code sparsity}. */
  static Mask drawn(PruningRun run, Distribution distribution, Sparsity sparsity) {
    SplittableRandom random = run.streams().of("mask");
    List<Layer> layers = run.net().layers();
    float[] scores = new float[(int) run.net().prunable()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) random.nextDouble();
    }
    Selection selection =
        distribution
            .counts(layers, sparsity.kept(scores.length))
            .<Selection>map(counts -> new LayerCounts(layers, counts))
            .orElseGet(() -> run.selections().apply(sparsity));
    try (NDArray drawn = run.net().manager().create(scores)) {
      return run.mask(selection, drawn, Ranking.SIGNED);
    }
  }
}
