// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.plan;

import java.io.Serializable;
import java.util.Optional;

/**
 * A run in a graph.
 *
 * @param origin what it starts from
 */
public record RunNode(RunKey key, RunSpec spec, Origin origin) implements Serializable {

  /** The run that it descends from; empty when its weights start at initialization. */
  public Optional<Descent> descent() {
    return origin instanceof Descent descent ? Optional.of(descent) : Optional.empty();
  }

  /**
   * Key of the run that it starts from, or whose mask it uses; empty when it starts at
   * initialization alone.
   */
  public Optional<RunKey> parentKey() {
    if (origin instanceof Descent descent) {
      return Optional.of(descent.parentKey());
    }
    return origin instanceof Origin.OtherMask other ? Optional.of(other.run()) : Optional.empty();
  }

  /** Forward-backward passes over the training set of this run, without its parents. */
  public double passes() {
    return spec.method().value().passes();
  }
}
