package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.util.SplittableRandom;

/**
 * The control of every comparison: a mask drawn at random, each set of weights of the target's size
 * equally likely, on the untrained network, which is then trained.
 *
 * @param recipe how the weights are trained
 */
public record RandomMask(Recipe recipe) implements PruningMethod {

  static final RandomMask DEFAULTS =
      new RandomMask(new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4));

  @Override
  public Start start() {
    return Start.INITIAL;
  }

  @Override
  public double passes() {
    return recipe.epochs();
  }

  @Override
  public Pruned prune(PruningRun run) throws InterruptedException {
    Mask mask = run.training().timed(() -> drawn(run));
    return run.train(recipe, run.initial(), mask);
  }

  private static Mask drawn(PruningRun run) {
    SplittableRandom random = run.streams().of("mask");
    float[] scores = new float[(int) run.net().prunable()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) random.nextDouble();
    }
    try (NDArray drawn = run.net().manager().create(scores)) {
      return run.mask(run.selection(), drawn, Ranking.SIGNED);
    }
  }
}
