// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Streams;
import java.util.SplittableRandom;

/**
 * Scores of images by the directions of their features: what the last layer reads, of the images
 * without augmentation, in evaluation mode. They take a forward pass, which is counted apart. A run
 * that resumes takes it again for each network that was trained before, and counts it once.
 */
public sealed interface FeatureScores extends ImageScores permits Prototypes, Concept {

  /**
   * The scores that one network gives; their time is part of the cost.
   *
   * @param features (images, features), each image of length 1, or 0
   */
  double[] scores(double[][] features, int classes, SplittableRandom random)
      throws InterruptedException;

  @Override
  default Pruned add(PruningRun run, String phase, Recipe how, Mask mask, int seed, double[] scores)
      throws InterruptedException {
    run.net().requireFeatures();
    Pruned trained = run.train(phase, how, ImageScores.initial(run, seed), mask);
    double[][] features = UnitFeatures.of(run, trained.state());
    SplittableRandom random = new Streams(seed).of("clusters");
    double[] found = run.training().timed(() -> scores(features, run.training().classes(), random));
    for (int image = 0; image < scores.length; image++) {
      scores[image] += found[image];
    }
    return trained;
  }
}
