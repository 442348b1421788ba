// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;

/**
 * The cost of a run. {@code passes} and {@code methodSeconds} are the total cost of the method from
 * the dense network, or from initialisation if it starts there, including earlier rounds of an
 * iterative method. {@code epochs} and {@code wallSeconds} are those of this run alone.
 *
 * @param epochs passes over the training set in the schedule of this run
 * @param passes forward-backward passes over the training set; the same on every machine, unless
 *     images are chosen by their losses, whose last bits are those of the processor
 * @param methodSeconds training and scoring time in seconds, summed over resumed attempts; without
 *     evaluation, loading and checkpoints
 * @param wallSeconds time from start to end of the attempt that finished, in seconds
 * @param forwardPasses forward passes over the training set without a backward pass, which {@code
 *     passes} leaves out; counted like these; null in rows before schema version 5
 */
public record RunCost(
    int epochs,
    double passes,
    double methodSeconds,
    double wallSeconds,
    @Nullable Double forwardPasses)
    implements Serializable {

  /**
   * @throws IllegalArgumentException naming every value that is negative or not finite
   */
  public RunCost {
    Requirements requirements =
        new Requirements()
            .atLeast(0, "epochs", epochs)
            .notNegative("passes", passes)
            .notNegative("method_seconds", methodSeconds)
            .notNegative("wall_seconds", wallSeconds);
    if (forwardPasses != null) {
      requirements.notNegative("forward_passes", forwardPasses);
    }
    requirements.check();
  }
}
