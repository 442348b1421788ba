// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.plan;

import io.espalier.jobs.sweep.Cell;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds the graph of the runs that cells depend on. Every cell adds its dense run, for comparison,
 * even if its method does not start from it; an iterative method adds its earlier rounds.
 */
public final class RunGraphBuilder {
  private final Map<Choice<ImageDataset>, String> fingerprints;
  private final RunKeys keys;
  private final Map<RunKey, RunNode> nodes = new LinkedHashMap<>();
  private double passesAlone;

  private RunGraphBuilder(Map<Choice<ImageDataset>, String> fingerprints, RunKeys keys) {
    this.fingerprints = fingerprints;
    this.keys = keys;
  }

  /**
   * @param keys of the runs of the sweep so far; adds those of these cells
   */
  static RunGraphBuilder of(
      List<Cell> cells, Map<Choice<ImageDataset>, String> fingerprints, RunKeys keys) {
    RunGraphBuilder grid = new RunGraphBuilder(fingerprints, keys);
    cells.forEach(grid::add);
    return grid;
  }

  RunGraph graph() {
    return new RunGraph(List.copyOf(nodes.values()));
  }

  /** See {@link PartGraph#passesAlone}. */
  double passesAlone() {
    return passesAlone;
  }

  private void add(Cell cell) {
    RunNode dense = dense(cell);
    passesAlone += alone(dense, target(cell));
  }

  private RunNode dense(Cell cell) {
    return initial(cell, cell.dense(), new Unstructured(), Sparsity.DENSE);
  }

  /** The run of a cell; adds the runs that it starts from. */
  private RunNode target(Cell cell) {
    RunNode dense = dense(cell);
    return switch (cell.method().value().start()) {
      case INITIAL -> initial(cell, cell.method(), cell.structure(), cell.sparsity());
      case DENSE -> after(dense, dense, cell, cell.sparsity());
      case PREVIOUS_ROUND -> afterRounds(dense, cell);
      case OTHER_MASK -> likeAnother(cell);
    };
  }

  private RunNode likeAnother(Cell cell) {
    RunNode other = target(cell.other().orElseThrow());
    RunSpec spec = spec(cell, cell.method(), cell.structure(), cell.sparsity());
    RunKey key = keys.of(spec, List.of(other.key()));
    return once(new RunNode(key, spec, new Origin.OtherMask(other.key())));
  }

  /** Passes of the dense run of a cell and of the chain of runs up to the cell. */
  private double alone(RunNode dense, RunNode target) {
    double passes = dense.passes();
    RunNode node = target;
    while (node != null && !node.key().equals(dense.key())) {
      passes += node.passes();
      node = node.parentKey().map(nodes::get).orElse(null);
    }
    return passes;
  }

  private RunNode afterRounds(RunNode dense, Cell cell) {
    Cell earlier = cell.with(beforeLastRound(cell.method()));
    RunNode last = dense;
    for (int round = 1; round <= cell.sparsity().wholeRounds(); round++) {
      Sparsity reached = Sparsity.afterRounds(round);
      last = after(last, dense, reached.equals(cell.sparsity()) ? cell : earlier, reached);
    }
    return cell.sparsity().isRound() ? last : after(last, dense, cell, cell.sparsity());
  }

  private static Choice<PruningMethod> beforeLastRound(Choice<PruningMethod> method) {
    Set<String> ofLast = method.value().lastRoundOnly();
    if (Collections.disjoint(method.settings().keySet(), ofLast)) {
      return method;
    }
    Map<String, Object> settings = new LinkedHashMap<>(method.allSettings());
    settings.keySet().removeAll(ofLast);
    return Methods.ALL.choose(method.name(), settings);
  }

  private RunNode after(RunNode parent, RunNode dense, Cell cell, Sparsity sparsity) {
    RunSpec spec = spec(cell, cell.method(), cell.structure(), sparsity);
    RunKey key = keys.of(spec, List.of(parent.key()));
    Descent descent = new Descent(dense.key(), dense.spec().method().variant(), parent.key());
    return once(new RunNode(key, spec, descent));
  }

  private RunNode initial(
      Cell cell, Choice<PruningMethod> method, Granularity structure, Sparsity sparsity) {
    RunSpec spec = spec(cell, method, structure, sparsity);
    return once(new RunNode(keys.of(spec, List.of()), spec, new Origin.Initialization()));
  }

  private RunNode once(RunNode node) {
    nodes.putIfAbsent(node.key(), node);
    return nodes.get(node.key());
  }

  private RunSpec spec(
      Cell cell, Choice<PruningMethod> method, Granularity structure, Sparsity sparsity) {
    String fingerprint = fingerprints.get(cell.dataset());
    if (fingerprint == null) {
      throw new IllegalArgumentException(
          "Cannot plan %s: the fingerprint of its content is missing".formatted(cell.dataset()));
    }
    return new RunSpec(
        cell.dataset(),
        fingerprint,
        cell.model(),
        cell.precision(),
        structure,
        method,
        sparsity,
        cell.seed());
  }
}
