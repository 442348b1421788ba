package io.espalier.jobs.plan;

import java.io.Serializable;

/**
 * A run in a graph.
 *
 * @param key see {@link RunKey}
 * @param denseKey key of the dense run that it descends from; null when it starts at
 *     initialisation, like a dense run
 * @param denseVariant non-default settings of that dense run as canonical text, empty when all are
 *     defaults; null exactly when {@code denseKey} is
 * @param parentKey key of the run that it starts from: the dense run, or the previous round of the
 *     method; null when it starts at initialisation
 * @param isCell whether the run is a cell of the grid; otherwise other runs depend on it or are
 *     compared with it
 */
public record RunNode(
    String key,
    RunSpec spec,
    String denseKey,
    String denseVariant,
    String parentKey,
    boolean isCell)
    implements Serializable {

  public RunNode {
    if ((denseKey == null) != (denseVariant == null) || (denseKey == null) != (parentKey == null)) {
      throw new IllegalArgumentException(
          "Invalid run %s: must have dense key, dense variant and parent, or none of them"
              .formatted(spec));
    }
  }

  /** Forward-backward passes over the training set of this run, without its parents. */
  public double passes() {
    return spec.method().value().passes();
  }

  RunNode asCell() {
    return new RunNode(key, spec, denseKey, denseVariant, parentKey, true);
  }
}
