// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.catalog.Requirements;
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
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A baseline for comparisons: a random mask of the untrained network, which is then trained (Liu et
 * al. 2022, "The unreasonable effectiveness of random pruning", who compare the distributions over
 * layers).
 *
 * <p>With {@code like}, each layer keeps as many weights as in the mask of another method for the
 * same network, sparsity and seed, at random within the layer. If the two are equally accurate, the
 * other method has found how many weights each layer needs, not which.
 *
 * @param recipe how the weights are trained
 * @param distribution distribution of the kept weights over the layers; within it, each set of
 *     weights is equally likely
 * @param like name of that other method, or {@value #NONE}
 */
public record RandomMask(Recipe recipe, Distribution distribution, String like)
    implements PrunedAtInitialization {
  static final String NONE = "none";

  static final RandomMask DEFAULTS =
      new RandomMask(
          new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4), Distribution.GLOBAL, NONE);

  public RandomMask {
    if (!like.equals(NONE)) { // the list of methods has the defaults, which name no other
      List<String> others = Methods.others("random");
      new Requirements()
          .that(others.contains(like), "like", like, "none or " + String.join(" or ", others))
          .that(
              distribution == Distribution.GLOBAL,
              "distribution",
              distribution.toString().toLowerCase(Locale.ROOT),
              "global, because the mask of " + like + " defines it")
          .check();
    }
  }

  @Override
  public Optional<String> refuses(Granularity structure) {
    boolean isFree = distribution == Distribution.GLOBAL && like.equals(NONE);
    return isFree || structure instanceof Unstructured
        ? Optional.empty()
        : Optional.of(
            "all layers keep the same share there, so "
                + (like.equals(NONE) ? "distribution must be global" : "like must be none"));
  }

  @Override
  public Start start() {
    return like.equals(NONE) ? Start.INITIAL : Start.OTHER_MASK;
  }

  @Override
  public Optional<String> otherMethod() {
    return Optional.of(like).filter(name -> !name.equals(NONE));
  }

  @Override
  public Mask mask(PruningRun run) {
    return like.equals(NONE)
        ? drawn(run, distribution, run.target())
        : drawn(run, LayerCounts.of(run.net().layers(), run.startMask()));
  }

  /** A random mask at {@code sparsity}. */
  static Mask drawn(PruningRun run, Distribution distribution, Sparsity sparsity) {
    List<Layer> layers = run.net().layers();
    Selection selection =
        distribution
            .counts(layers, sparsity.kept(run.net().prunable()))
            .<Selection>map(counts -> new LayerCounts(layers, counts))
            .orElseGet(() -> run.selections().apply(sparsity));
    return drawn(run, selection);
  }

  private static Mask drawn(PruningRun run, Selection selection) {
    SplittableRandom random = run.streams().of("mask");
    float[] scores = new float[(int) run.net().prunable()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) random.nextDouble();
    }
    try (NDArray drawn = run.net().manager().create(scores)) {
      return run.mask(selection, drawn, Ranking.SIGNED);
    }
  }
}
