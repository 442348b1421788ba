// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;

/**
 * A linear classifier on normalised pixels, trained image by image: the baseline for which an image
 * set must be too hard.
 */
final class SoftmaxRegression {
  private static final float RATE = 0.002f;
  private static final int EPOCHS = 20;

  private final ImageSet set;
  private final float[][] weights;
  private final float[] bias;

  SoftmaxRegression(ImageSet set) {
    this.set = set;
    this.weights = new float[set.classes()][set.imageSize()];
    this.bias = new float[set.classes()];
  }

  /** Stochastic gradient descent on the training images, at a rate that falls as 1/epoch. */
  void train() {
    float[][] images = images(set.train());
    SplittableRandom random = new SplittableRandom(1);
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      for (int step = 0; step < images.length; step++) {
        int i = random.nextInt(images.length);
        double[] slope = probabilities(images[i]);
        slope[set.train().labels()[i]] -= 1;
        for (int k = 0; k < weights.length; k++) {
          float change = (float) (RATE / epoch * slope[k]);
          bias[k] -= change;
          for (int d = 0; d < weights[k].length; d++) {
            weights[k][d] -= change * images[i][d];
          }
        }
      }
    }
  }

  /** The share of images whose most probable class is their label. */
  double accuracy(Split split) {
    float[][] images = images(split);
    int right = 0;
    for (int i = 0; i < images.length; i++) {
      double[] probabilities = probabilities(images[i]);
      int best = 0;
      for (int k = 1; k < probabilities.length; k++) {
        best = probabilities[k] > probabilities[best] ? k : best;
      }
      right += best == split.labels()[i] ? 1 : 0;
    }
    return (double) right / images.length;
  }

  private double[] probabilities(float[] image) {
    double[] exponentials = new double[weights.length];
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      float logit = bias[k];
      for (int d = 0; d < image.length; d++) {
        logit += weights[k][d] * image[d];
      }
      exponentials[k] = StrictMath.exp(logit);
      sum += exponentials[k];
    }
    for (int k = 0; k < weights.length; k++) {
      exponentials[k] /= sum;
    }
    return exponentials;
  }

  private float[][] images(Split split) {
    ImageBatches batches = split.batches(set);
    float[][] images = new float[split.size()][set.imageSize()];
    for (int i = 0; i < images.length; i++) {
      batches.plain(i, i + 1, FloatBuffer.wrap(images[i]));
    }
    return images;
  }
}
