// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Streams;
import java.util.Arrays;

/**
 * A run that scores the training images for {@link DataPruning}: trains a number of dense networks
 * from their own seeds, one after another, and averages the scores that each gives. It prunes
 * nothing; its ticket is the last of these networks.
 */
public sealed interface ImageScores extends TrainedOnce permits El2n, Forgetting, FeatureScores {
  /** The number of networks, of seeds 1, 2, …. */
  int seeds();

  /**
   * Trains the network of a seed, and scores all training images.
   *
   * @param phase a name unique among the seeds
   * @param scores adds the score of each image
   */
  Pruned add(PruningRun run, String phase, Recipe recipe, Mask mask, int seed, double[] scores)
      throws InterruptedException;

  @Override
  default double passes() {
    return (double) seeds() * recipe().epochs();
  }

  @Override
  default Pruned prune(PruningRun run) throws InterruptedException {
    double[] scores = new double[run.training().images()];
    Pruned last = null;
    for (int seed = 1; seed <= seeds(); seed++) {
      last = add(run, "seed " + seed, recipe(), Mask.dense(run.net()), seed, scores);
    }
    return last.scoring(Arrays.stream(scores).map(sum -> sum / seeds()).toArray());
  }

  /** The untrained network of a seed, as that of a dense run. */
  static NetworkState initial(PruningRun run, int seed) {
    Streams streams = new Streams(seed);
    return run.net().initialState(tensor -> streams.of("init", tensor));
  }

  /** The index of the largest of each row of logits. */
  static int predicted(float[] logits, int row, int classes) {
    int best = 0;
    for (int other = 1; other < classes; other++) {
      if (logits[row + other] > logits[row + best]) {
        best = other;
      }
    }
    return best;
  }
}
