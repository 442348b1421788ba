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
import io.espalier.pruning.method.Scorings;
import java.io.IOException;
import java.util.LinkedHashMap;
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
    Map<RunKey, RunRow> rows = new LinkedHashMap<>();
    Map<RunKey, RunNode> nodes = new LinkedHashMap<>();
    add(store, run, rows, nodes);
    RecordedChain chain =
        new RecordedChain(List.copyOf(rows.values()), List.copyOf(nodes.values()));
    chain.checkDense();
    return chain;
  }

  /** Adds a run after those that it starts from. Ends: a key is a hash of the keys of those. */
  private static void add(
      ResultStore store, RunRow run, Map<RunKey, RunRow> rows, Map<RunKey, RunNode> nodes)
      throws IOException {
    RunNode node = RecordedRun.of(run).node();
    for (RunKey parent : node.startsFrom()) {
      if (!nodes.containsKey(parent)) {
        RunRow row =
            store.runs(Set.of(parent.hex())).stream()
                .findFirst()
                .orElseThrow(
                    () ->
                        new Irreproducible(
                            node.key().hex(),
                            "it starts from run %s, whose row is missing in %s"
                                .formatted(parent.hex(), store.root())));
        add(store, row, rows, nodes);
      }
    }
    rows.put(node.key(), run);
    nodes.put(node.key(), node);
  }

  /** The key of the dense run is in no hash, since it follows from the parents. */
  private void checkDense() throws Irreproducible {
    RunNode first = first();
    for (RunNode node : nodes) {
      Optional<RunKey> dense = node.descent().map(Descent::denseKey);
      if (dense.isPresent() && !dense.get().equals(first.key())) {
        throw new Irreproducible(
            node.key().hex(),
            "its dense_key is %s, but its parents start with run %s"
                .formatted(dense.get(), first.key()));
      }
    }
  }

  /** The first run that is not one that scores images. */
  private RunNode first() {
    return nodes.stream()
        .filter(node -> !Scorings.ALL.names().contains(node.spec().method().name()))
        .findFirst()
        .orElse(nodes.get(0));
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
                last.spec().seed())
            .on(last.spec().data());
    PartGraph part = new PartGraph(last.key().brief(), List.of(cell), graph, graph.passes());
    return new Plan(new SweepGraph(List.of(part), part), done);
  }

  /** A run at initialisation has none; it is compared with nothing here. */
  private Choice<PruningMethod> dense() {
    Choice<PruningMethod> first = first().spec().method();
    return first.name().equals(Methods.DENSE) ? first : Methods.ALL.choose(Methods.DENSE, Map.of());
  }
}
