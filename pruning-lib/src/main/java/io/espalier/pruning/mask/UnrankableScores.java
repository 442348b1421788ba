// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

/** Thrown when a score is NaN, so that scores cannot be ranked: training has diverged. */
public final class UnrankableScores extends IllegalArgumentException {
  public UnrankableScores(String message) {
    super(message);
  }
}
