// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.model.NetworkState;

/** The directions of the features of images, and distances between directions. */
final class UnitFeatures {
  private UnitFeatures() {}

  /**
   * The features of all training images, see {@link
   * io.espalier.pruning.model.PrunableNet#features}, without augmentation; a forward pass.
   *
   * @return (images, features), each image of length 1, or 0
   */
  static double[][] of(PruningRun run, NetworkState state) throws InterruptedException {
    double[][] features = new double[run.training().images()][];
    run.training()
        .outputs()
        .each(
            images -> run.net().features(state, images),
            (image, values, row, width, label) -> features[image] = unit(values, row, width));
    return features;
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

  /** 1 − the cosine of the angle between two vectors, in [0, 2]; 1 if one of them is 0. */
  static double distance(double[] one, double[] other) {
    double product = 0;
    double ones = 0;
    double others = 0;
    for (int i = 0; i < one.length; i++) {
      product += one[i] * other[i];
      ones += one[i] * one[i];
      others += other[i] * other[i];
    }
    return ones == 0 || others == 0 ? 1 : 1 - product / Math.sqrt(ones * others);
  }
}
