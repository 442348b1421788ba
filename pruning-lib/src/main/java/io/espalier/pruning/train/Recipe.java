package io.espalier.pruning.train;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;

/**
 * Plain training: stochastic gradient descent with momentum and weight decay. Where a method's
 * settings hold a recipe, its parts are settings of the method.
 *
 * @param epochs passes over the training set
 * @param batch images a step; the last batch of an epoch may be smaller
 * @param rate initial learning rate
 * @param schedule how the rate falls
 * @param momentum in [0, 1)
 * @param weightDecay added to the gradient, times the parameter, for every parameter
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

  /**
   * The learning rate at a step. {@code progress}: the share of steps that lie behind, in [0, 1).
   */
  public double rateAt(double progress) {
    return rate * schedule.factor(progress);
  }
}
