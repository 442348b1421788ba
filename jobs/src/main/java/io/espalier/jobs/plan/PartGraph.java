package io.espalier.jobs.plan;

import io.espalier.jobs.sweep.Cell;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import java.util.List;
import java.util.Map;

/**
 * Cells that are asked for together, and the runs that they need, each once.
 *
 * @param name of the part
 * @param cells what is asked for
 * @param graph of the runs of these cells and no others
 * @param passesAlone passes were each cell made on its own: the sum over the cells of what one
 *     cell's own graph costs, which has its dense run, also where the method starts from untrained
 *     weights and is only compared with it, and all rounds before it
 */
public record PartGraph(String name, List<Cell> cells, RunGraph graph, double passesAlone) {
  public PartGraph {
    cells = List.copyOf(cells);
  }

  /**
   * @param cells each once
   * @param fingerprints of the content of each dataset that the cells use
   * @param keys of runs that other parts have met
   */
  static PartGraph of(
      String name, List<Cell> cells, Map<Choice<ImageDataset>, String> fingerprints, RunKeys keys) {
    RunGraphBuilder grid = RunGraphBuilder.of(cells, fingerprints, keys);
    return new PartGraph(name, cells, grid.graph(), grid.passesAlone());
  }
}
