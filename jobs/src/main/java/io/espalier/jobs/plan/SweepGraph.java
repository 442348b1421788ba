// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.plan;

import io.espalier.jobs.sweep.Cell;
import io.espalier.jobs.sweep.Part;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import java.util.List;
import java.util.Map;

/**
 * All runs of a sweep. Cells and runs that several parts share occur once in the whole.
 *
 * @param parts the graph of each part
 * @param whole the graph of all parts together
 */
public record SweepGraph(List<PartGraph> parts, PartGraph whole) {
  /** The display name of the whole. */
  public static final String WHOLE = "all";

  public SweepGraph {
    parts = List.copyOf(parts);
  }

  /**
   * @param fingerprints of the content of each dataset that the cells use
   */
  public static SweepGraph of(List<Part> parts, Map<Choice<ImageDataset>, String> fingerprints) {
    List<Cell> cells = parts.stream().flatMap(part -> part.cells().stream()).distinct().toList();
    RunKeys keys = new RunKeys();
    return new SweepGraph(
        parts.stream()
            .map(part -> PartGraph.of(part.name(), part.cells(), fingerprints, keys))
            .toList(),
        PartGraph.of(WHOLE, cells, fingerprints, keys));
  }
}
