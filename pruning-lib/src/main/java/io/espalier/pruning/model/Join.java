// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import java.util.List;
import java.util.function.Function;

/**
 * How the outputs of two parallel blocks become one, as a value, so that the network can be written
 * in other formats.
 */
public enum Join implements Function<List<NDList>, NDList> {
  /** left + right. */
  SUM {
    @Override
    public NDList apply(List<NDList> branches) {
      return new NDList(added(branches));
    }
  },
  /** relu(left + right). */
  RELU_OF_SUM {
    @Override
    public NDList apply(List<NDList> branches) {
      return new NDList(Activation.relu(added(branches)));
    }
  };

  private static NDArray added(List<NDList> branches) {
    return branches.get(0).singletonOrThrow().add(branches.get(1).singletonOrThrow());
  }
}
