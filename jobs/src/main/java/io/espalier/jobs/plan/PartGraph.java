// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.plan;

import io.espalier.jobs.sweep.Cell;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import java.util.List;
import java.util.Map;

/**
 * The cells of a part, and the runs that they depend on, each once.
 *
 * @param name of the part
 * @param cells the cells
 * @param graph of exactly the runs of these cells
 * @param passesAlone passes if each cell ran on its own: the sum over cells of the cost of the
 *     graph of the cell, which includes earlier rounds and the dense run, even if the method starts
 *     at initialisation and is only compared with it
 */
public record PartGraph(String name, List<Cell> cells, RunGraph graph, double passesAlone) {
  public PartGraph {
    cells = List.copyOf(cells);
  }

  /**
   * @param cells distinct cells
   * @param fingerprints of the content of each dataset that the cells use
   * @param keys of the runs of other parts
   */
  static PartGraph of(
      String name, List<Cell> cells, Map<Choice<ImageDataset>, String> fingerprints, RunKeys keys) {
    RunGraphBuilder grid = RunGraphBuilder.of(cells, fingerprints, keys);
    return new PartGraph(name, cells, grid.graph(), grid.passesAlone());
  }
}
