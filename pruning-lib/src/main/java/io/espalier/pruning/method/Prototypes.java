// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Streams;

/**
 * Prototypes (Sorscher, Geirhos, Shekhar, Ganguli, Morcos: "Beyond neural scaling laws: beating
 * power law scaling via data pruning", NeurIPS 2022, arXiv 2206.14486): the features f of all
 * images, scaled to length 1, are clustered by k-means; the score of an image is 1 − cos(f, c) for
 * the nearest center c, its prototype, in [0, 2], in the mean over networks. Images far from it are
 * hard. The paper keeps hard images when there are many, and easy ones when there are few.
 *
 * <p>Features are what the last layer reads, shape (images, features), of the images without
 * augmentation, in evaluation mode; they take a forward pass, which is counted apart. A run that
 * resumes takes it again for each network that was trained before, and counts it once.
 *
 * <p>Differs from the paper: features of networks that were trained on the labels, for the epochs
 * of the setting, whereas the paper has those of self-supervised training; as many clusters as
 * classes. The paper could not be read in full: that its distance is the cosine's is uncertain, so
 * no number of the paper is claimed.
 *
 * @param recipe how the networks are trained
 * @param seeds number of networks
 */
public record Prototypes(Recipe recipe, int seeds) implements ImageScores {

  @Override
  public Pruned add(PruningRun run, String phase, Recipe how, Mask mask, int seed, double[] scores)
      throws InterruptedException {
    run.net().requireFeatures();
    Pruned trained = run.train(phase, how, ImageScores.initial(run, seed), mask);
    double[][] features = new double[scores.length][];
    run.training()
        .eachFeatures(
            trained.state(),
            (image, values, row, width, label) -> features[image] = unit(values, row, width));
    double[][] centers =
        KMeans.centers(features, run.training().classes(), new Streams(seed).of("prototypes"));
    for (int image = 0; image < scores.length; image++) {
      scores[image] += distance(features[image], centers);
    }
    return trained;
  }

  /** Scaled to length 1; 0 stays 0. */
  static double[] unit(float[] values, int row, int width) {
    double squares = 0;
    for (int i = 0; i < width; i++) {
      squares += (double) values[row + i] * values[row + i];
    }
    double[] unit = new double[width];
    for (int i = 0; i < width; i++) {
      unit[i] = squares == 0 ? 0 : values[row + i] / Math.sqrt(squares);
    }
    return unit;
  }

  /** 1 − the largest cosine of {@code point}, of length 1, and a center. */
  static double distance(double[] point, double[][] centers) {
    double nearest = 2;
    for (double[] center : centers) {
      double product = 0;
      double squares = 0;
      for (int i = 0; i < point.length; i++) {
        product += point[i] * center[i];
        squares += center[i] * center[i];
      }
      nearest = Math.min(nearest, 1 - (squares == 0 ? 0 : product / Math.sqrt(squares)));
    }
    return nearest;
  }
}
