// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.train.Recipe;

/**
 * A method that trains the untrained network once, whatever else it does before or during training.
 */
public interface TrainedOnce extends PruningMethod {

  /** How the weights are trained. */
  Recipe recipe();

  @Override
  default Start start() {
    return Start.INITIAL;
  }

  /**
   * The passes of the training; scores, if a method computes any, cost at most a small fraction of
   * one pass.
   */
  @Override
  default double passes() {
    return recipe().epochs();
  }
}
