// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.sweep;

import java.util.List;

/**
 * A named group of cells, such as a table or a figure of a paper.
 *
 * @param name name in the configuration; {@code grid} if a sweep has no parts
 * @param cells distinct cells, in source order; not empty
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
