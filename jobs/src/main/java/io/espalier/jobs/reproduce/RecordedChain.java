// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.reproduce;

import io.espalier.jobs.plan.Descent;
import io.espalier.jobs.plan.PartGraph;
import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunGraph;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.SweepGraph;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.sweep.Cell;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A recorded run and the runs that it starts from, back to initialisation.
 *
 * @param rows as recorded, parents before their children
 * @param nodes the runs made again from these rows, in the same order
 */
public record RecordedChain(List<RunRow> rows, List<RunNode> nodes) {
  public RecordedChain {
    rows = List.copyOf(rows);
    nodes = List.copyOf(nodes);
  }

  /**
   * The chain of a recorded run.
   *
   * @throws Irreproducible when a row is missing, or does not hold its run
   */
  public static RecordedChain of(ResultStore store, RunRow run) throws IOException {
    List<RunRow> rows = new ArrayList<>(List.of(run));
    List<RunNode> nodes = new ArrayList<>(List.of(RecordedRun.of(run).node()));
    while (nodes.get(0).parentKey().isPresent()) { // ends: a key is a hash of its parent's
      String child = nodes.get(0).key().hex();
      String parent = nodes.get(0).parentKey().get().hex();
      RunRow row =
          store.runs(Set.of(parent)).stream()
              .findFirst()
              .orElseThrow(
                  () ->
                      new Irreproducible(
                          child,
                          "it starts from run %s, whose row is missing in %s"
                              .formatted(parent, store.root())));
      rows.add(0, row);
      nodes.add(0, RecordedRun.of(row).node());
    }
    RecordedChain chain = new RecordedChain(rows, nodes);
    chain.checkDense();
    return chain;
  }

  /** The key of the dense run is in no hash, since it follows from the parents. */
  private void checkDense() throws Irreproducible {
    RunNode first = nodes.get(0);
    for (RunNode node : nodes.subList(1, nodes.size())) {
      Optional<RunKey> dense = node.descent().map(Descent::denseKey);
      if (dense.isPresent() && !dense.get().equals(first.key())) {
        throw new Irreproducible(
            node.key().hex(),
            "its dense_key is %s, but its parents start with run %s"
                .formatted(dense.get(), first.key()));
      }
    }
  }

  /** The run that is asked for. */
  public RunNode last() {
    return nodes.get(nodes.size() - 1);
  }

  /**
   * A plan of exactly these runs.
   *
   * @param done keys of those that are not to be run
   */
  public Plan plan(Set<RunKey> done) {
    RunGraph graph = new RunGraph(nodes);
    RunNode last = last();
    Cell cell =
        new Cell(
            last.spec().dataset(),
            last.spec().model(),
            last.spec().precision(),
            last.spec().structure(),
            dense(),
            last.spec().method(),
            last.spec().sparsity(),
            last.spec().seed());
    PartGraph part = new PartGraph(last.key().brief(), List.of(cell), graph, graph.passes());
    return new Plan(new SweepGraph(List.of(part), part), done);
  }

  /** A run at initialisation has none; it is compared with nothing here. */
  private Choice<PruningMethod> dense() {
    Choice<PruningMethod> first = nodes.get(0).spec().method();
    return first.name().equals(Methods.DENSE) ? first : Methods.ALL.choose(Methods.DENSE, Map.of());
  }
}
