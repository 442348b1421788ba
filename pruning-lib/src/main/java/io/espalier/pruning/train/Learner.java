// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.NetworkState;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that a training loop changes, and that a checkpoint therefore contains.
 *
 * @param state θ, the other parameters and the running statistics
 * @param mask mask of θ
 * @param memory other vectors of the method by name, such as velocities and scores
 */
public record Learner(NetworkState state, Mask mask, Map<String, NDArray> memory) {

  /** The network as it is evaluated, under its mask; arrays of the caller's scope. */
  public NetworkState masked() {
    return mask.on(state);
  }

  /** The same with further vectors. */
  Learner remembering(Map<String, NDArray> further) {
    if (further.isEmpty()) {
      return this;
    }
    Map<String, NDArray> all = new TreeMap<>(memory);
    all.putAll(further);
    return new Learner(state, mask, all);
  }

  /** All vectors by name, in a fixed order. */
  public Map<String, NDArray> vectors() {
    Map<String, NDArray> vectors = new TreeMap<>(memory);
    vectors.put("weights", state.weights());
    vectors.put("other", state.other());
    vectors.put("statistics", state.statistics());
    vectors.put("mask", mask.values());
    vectors.put("mask_other", mask.other());
    return vectors;
  }
}
