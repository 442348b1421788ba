// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Training;
import java.util.Map;

/** What training minimises on the images of a step. */
@FunctionalInterface
interface Objective {

  /** The cross-entropy of the labels. */
  Objective CROSS_ENTROPY = Training.Step::gradient;

  /**
   * @param masked masked state
   */
  Gradient gradient(Training.Step step, NetworkState masked);

  /** Vectors that it changes, by name, which belong in a checkpoint. */
  default Map<String, NDArray> memory() {
    return Map.of();
  }
}
