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

  /** The run that it descends from; empty when it starts at initialization, like a dense run. */
  public Optional<Descent> descent() {
    return origin instanceof Descent descent ? Optional.of(descent) : Optional.empty();
  }

  /** Key of the run that it starts from; empty when it starts at initialization. */
  public Optional<RunKey> parentKey() {
    return descent().map(Descent::parentKey);
  }

  /** Forward-backward passes over the training set of this run, without its parents. */
  public double passes() {
    return spec.method().value().passes();
  }
}
