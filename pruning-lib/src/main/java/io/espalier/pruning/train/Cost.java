// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

/**
 * The cost of a method so far.
 *
 * @param passes forward-backward passes over the training set: deterministic
 * @param forwardPasses forward passes over the training set without a backward pass, as of a
 *     recalibration; deterministic, and not part of {@code passes}
 * @param seconds wall-clock time in training and scoring, without evaluation, loading and
 *     checkpoints
 */
public record Cost(double passes, double forwardPasses, double seconds) {
  public static final Cost NONE = new Cost(0, 0, 0);

  public Cost plus(Cost other) {
    return new Cost(
        passes + other.passes, forwardPasses + other.forwardPasses, seconds + other.seconds);
  }
}
