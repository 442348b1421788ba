// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.train.Recipe;

/** A method that trains the untrained network once, whatever it does before or meanwhile. */
public interface TrainedOnce extends PruningMethod {

  /** How the weights are trained. */
  Recipe recipe();

  @Override
  default Start start() {
    return Start.INITIAL;
  }

  /**
   * Those of the training; scores, where a method computes them, cost at most a small fraction of
   * one pass.
   */
  @Override
  default double passes() {
    return recipe().epochs();
  }
}
