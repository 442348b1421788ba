// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Training;

/** What training minimises on the images of a step. */
@FunctionalInterface
interface Objective {

  /** The cross-entropy of the labels. */
  Objective CROSS_ENTROPY = Training.Step::gradient;

  /**
   * @param masked masked state
   */
  Gradient gradient(Training.Step step, NetworkState masked);
}
