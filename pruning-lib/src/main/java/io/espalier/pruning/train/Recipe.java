// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;

/**
 * Training by stochastic gradient descent with momentum and weight decay. If the settings of a
 * method include a recipe, its components are settings of the method.
 *
 * @param epochs passes over the training set
 * @param batch images per step; the last batch of an epoch can be smaller
 * @param rate initial learning rate
 * @param schedule schedule of the rate
 * @param momentum in [0, 1)
 * @param weightDecay factor; this factor times the parameter is added to the gradient of every
 *     parameter
 */
public record Recipe(
    int epochs, int batch, double rate, Schedule schedule, double momentum, double weightDecay)
    implements Serializable {
  public Recipe {
    new Requirements()
        .atLeast(1, "epochs", epochs)
        .atLeast(1, "batch", batch)
        .positive("rate", rate)
        .fraction("momentum", momentum)
        .notNegative("weight_decay", weightDecay)
        .check();
  }

  /** The learning rate at a step. {@code progress}: share of steps done, in [0, 1). */
  public double rateAt(double progress) {
    return rate * schedule.factor(progress);
  }
}
