// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.sweep;

/**
 * A problem in the configuration of a sweep.
 *
 * @param place in the source
 * @param message the problem and the remedy, without a full stop
 */
public record ConfigProblem(Place place, String message) {

  /** {@code conf/paper.yaml:7:11: Unknown method: bipp, did you mean bip? (known: …)}. */
  @Override
  public String toString() {
    return place + ": " + message;
  }
}
