// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.plan;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run in a graph.
 *
 * @param origin what it starts from
 * @param scores key of the run that scored the images of which it sees a part; empty if it sees
 *     all, or random ones
 */
public record RunNode(RunKey key, RunSpec spec, Origin origin, List<RunKey> scores)
    implements Serializable {

  public RunNode {
    scores = List.copyOf(scores);
  }

  /** A run that needs no scores of images. */
  public RunNode(RunKey key, RunSpec spec, Origin origin) {
    this(key, spec, origin, List.of());
  }

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

  /** The keys of all runs that must be done before this one. */
  public List<RunKey> startsFrom() {
    return Stream.concat(parentKey().stream(), scores.stream()).toList();
  }

  /**
   * Forward-backward passes over the whole training set of this run, without its parents; usually
   * fewer where each epoch chooses its images by their losses.
   */
  public double passes() {
    return spec.method().value().passes() * spec.data().value().keep();
  }
}
