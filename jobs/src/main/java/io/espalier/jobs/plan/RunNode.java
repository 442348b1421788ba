package io.espalier.jobs.plan;

import java.io.Serializable;

/**
 * A run in a graph.
 *
 * @param key see {@link RunKey}
 * @param denseKey the dense run it descends from; null when it starts from untrained weights, as a
 *     dense run does
 * @param denseVariant that dense run's settings as one canonical line, empty when all are defaults;
 *     null exactly when {@code denseKey} is
 * @param parentKey the run whose result it starts from: the dense run, or the method's own round
 *     before; null when it starts from untrained weights
 * @param asked whether the grid has it as a cell; otherwise others start from it, or are compared
 *     with it
 */
public record RunNode(
    String key, RunSpec spec, String denseKey, String denseVariant, String parentKey, boolean asked)
    implements Serializable {

  public RunNode {
    if ((denseKey == null) != (denseVariant == null) || (denseKey == null) != (parentKey == null)) {
      throw new IllegalArgumentException(
          "Invalid run %s: must have dense key, dense variant and parent, or none of them"
              .formatted(spec));
    }
  }

  /**
   * Forward-backward passes over the training set that this run makes, its parents' not counted.
   */
  public double passes() {
    return spec.method().value().passes();
  }

  RunNode askedFor() {
    return new RunNode(key, spec, denseKey, denseVariant, parentKey, true);
  }
}
