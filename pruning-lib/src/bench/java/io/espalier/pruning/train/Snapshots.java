// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import io.espalier.pruning.engine.HostTensor;

/**
 * What the training thread does for a checkpoint.
 *
 * @param learner whose vectors are copied
 */
public record Snapshots(Learner learner) {

  /**
   * @return the bytes that were copied
   */
  public long take() {
    return HostTensor.copies(learner.vectors()).values().stream()
        .mapToLong(tensor -> tensor.bytes().remaining())
        .sum();
  }
}
