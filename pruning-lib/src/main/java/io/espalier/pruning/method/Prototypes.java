// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.train.Recipe;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Prototypes (Sorscher, Geirhos, Shekhar, Ganguli, Morcos: "Beyond neural scaling laws: beating
 * power law scaling via data pruning", NeurIPS 2022, arXiv 2206.14486): the features f of all
 * images, scaled to length 1, are clustered by k-means; the score of an image is 1 − cos(f, c) for
 * the nearest center c, its prototype, in [0, 2], in the mean over networks. Images far from it are
 * hard. The paper keeps hard images when there are many, and easy ones when there are few.
 *
 * <p>Differs from the paper: features of networks that were trained on the labels, for the epochs
 * of the setting, whereas the paper has those of self-supervised training; as many clusters as
 * classes. The paper could not be read in full: that its distance is the cosine's is uncertain, so
 * no number of the paper is claimed.
 *
 * @param recipe how the networks are trained
 * @param seeds number of networks
 */
public record Prototypes(Recipe recipe, int seeds) implements FeatureScores {

  @Override
  public double[] scores(double[][] features, int classes, SplittableRandom random)
      throws InterruptedException {
    double[][] centers = KMeans.interruptibleCenters(features, classes, random);
    return Arrays.stream(features).mapToDouble(image -> distance(image, centers)).toArray();
  }

  /** The distance of a direction from the nearest center. */
  static double distance(double[] point, double[][] centers) {
    return Arrays.stream(centers)
        .mapToDouble(center -> UnitFeatures.distance(point, center))
        .min()
        .orElseThrow();
  }
}
