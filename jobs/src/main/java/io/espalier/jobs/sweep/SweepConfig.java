package io.espalier.jobs.sweep;

import java.util.List;

/**
 * A sweep as its user wants it, checked: only whether the data are there and can be read is not
 * known yet.
 *
 * @param name for people
 * @param execution how the runs are run
 * @param sources the datasets that the cells use, each once
 * @param parts those to run, in the order written; not empty
 */
public record SweepConfig(
    String name, Execution execution, List<DataSource> sources, List<Part> parts) {
  public SweepConfig {
    sources = List.copyOf(sources);
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("Invalid parts: none, must be at least one");
    }
  }

  /** The cells of all parts, each once, in the order written. */
  public List<Cell> cells() {
    return parts.stream().flatMap(part -> part.cells().stream()).distinct().toList();
  }
}
