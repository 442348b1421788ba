// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import ai.djl.ndarray.NDScope;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Batch;
import io.espalier.pruning.train.CrossEntropy;

/** One forward and one backward pass of a fixed batch. */
final class BareShot implements Shot {
  private final Workload workload;
  private final Batch images;
  private final CrossEntropy crossEntropy = new CrossEntropy();

  /** A copy for each shot: the engine adds to the gradient that a leaf already has. */
  private NetworkState leaves;

  BareShot(Workload workload, Batch images) {
    this.workload = workload;
    this.images = images;
    this.leaves = workload.initial().copy();
  }

  @Override
  public void prepare() {
    leaves.weights().close();
    leaves.other().close();
    leaves.statistics().close();
    leaves = workload.initial().copy();
  }

  @Override
  public void fire() {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      workload
          .net()
          .gradient(leaves, images.images(), logits -> crossEntropy.mean(logits, images.labels()));
    }
  }
}
