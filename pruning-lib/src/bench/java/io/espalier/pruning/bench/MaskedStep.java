// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import ai.djl.ndarray.NDScope;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.Network;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Batch;
import io.espalier.pruning.train.CrossEntropy;
import io.espalier.pruning.train.Formula;
import io.espalier.pruning.train.Sgd;
import java.util.List;

/**
 * A step of training under a filter-wise mask on a fixed batch: z, forward, backward, both updates
 * by the masked gradient.
 */
final class MaskedStep implements Shot {
  private final Network network;
  private final Batch images;
  private final Mask mask;
  private final NetworkState state;
  private final Sgd weights;
  private final Sgd other;
  private final CrossEntropy crossEntropy = new CrossEntropy();

  MaskedStep(Workload workload, Batch images, MaskedForm form) {
    this.mask = form.mask(workload);
    this.network = form.computation().of(workload.net(), mask);
    this.images = images;
    this.state = mask.applied(workload.initial());
    this.weights = new Sgd(state.weights(), 0.9, 5e-4, Formula.MASKED);
    this.other = new Sgd(state.other(), 0.9, 5e-4, Formula.MASKED);
  }

  @Override
  public void fire() {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Gradient gradient =
          network.gradient(
              mask.on(state),
              images.images(),
              logits -> crossEntropy.mean(logits, images.labels()));
      weights.step(1e-3, List.of(mask.values(), gradient.weights()));
      other.step(1e-3, List.of(mask.other(), gradient.other()));
    }
  }
}
