package io.espalier.jobs.sweep;

import java.util.List;

/**
 * What is asked for, and run, together: a table or a figure of a paper.
 *
 * @param name as its user wrote it; {@code grid} where a sweep has no parts
 * @param cells each once, in the order written; not empty
 */
public record Part(String name, List<Cell> cells) {
  public Part {
    cells = List.copyOf(cells);
    if (cells.isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid cells of %s: none, must be at least one".formatted(name));
    }
  }
}
