// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;

/**
 * Mean and standard deviation of each colour over the training images, as shares of the range from
 * black to white. Images are normalised as (value − mean) / deviation.
 */
public record Normalisation(
    double meanRed,
    double meanGreen,
    double meanBlue,
    double stdRed,
    double stdGreen,
    double stdBlue)
    implements Serializable {

  /** The values of ImageNet, as in models of torchvision. */
  static final Normalisation IMAGENET = new Normalisation(0.485, 0.456, 0.406, 0.229, 0.224, 0.225);

  public Normalisation {
    new Requirements()
        .fraction("mean_red", meanRed)
        .fraction("mean_green", meanGreen)
        .fraction("mean_blue", meanBlue)
        .positive("std_red", stdRed)
        .positive("std_green", stdGreen)
        .positive("std_blue", stdBlue)
        .check();
  }

  float[] mean() {
    return new float[] {(float) meanRed, (float) meanGreen, (float) meanBlue};
  }

  float[] deviation() {
    return new float[] {(float) stdRed, (float) stdGreen, (float) stdBlue};
  }
}
