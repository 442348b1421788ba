package io.espalier.jobs.config;

import java.util.List;

/**
 * A sweep as its user wants it, checked: only whether the data can be read is not known yet.
 *
 * @param name for people
 * @param sources the datasets that the cells use, each once
 * @param cells the grid, each cell once, in the order written; not empty
 */
public record SweepConfig(String name, List<DataSource> sources, List<Cell> cells) {
  public SweepConfig {
    sources = List.copyOf(sources);
    cells = List.copyOf(cells);
    if (cells.isEmpty()) {
      throw new IllegalArgumentException("Invalid cells: none, must be at least one");
    }
  }
}
