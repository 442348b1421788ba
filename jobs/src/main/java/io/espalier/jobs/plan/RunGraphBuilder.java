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
import java.util.stream.Stream;

/**
 * Builds the graph of the runs that cells depend on. Every cell adds its dense run, for comparison,
 * even if its method does not start from it; an iterative method adds its earlier rounds.
 */
public final class RunGraphBuilder {
  /** Networks that score have seeds of their own. */
  private static final long SEED_OF_SCORES = 1;

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
    return once(cell, spec, List.of(other.key()), new Origin.OtherMask(other.key()));
  }

  /** Passes of the dense run of a cell and of the chain of runs up to the cell. */
  private double alone(RunNode dense, RunNode target) {
    double passes =
        dense.passes() + dense.scores().stream().map(nodes::get).mapToDouble(RunNode::passes).sum();
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
    Descent descent = new Descent(dense.key(), dense.spec().method().variant(), parent.key());
    return once(cell, spec, List.of(parent.key()), descent);
  }

  private RunNode initial(
      Cell cell, Choice<PruningMethod> method, Granularity structure, Sparsity sparsity) {
    RunSpec spec = spec(cell, method, structure, sparsity);
    return once(cell, spec, List.of(), new Origin.Initialization());
  }

  /** The run of this specification, after the run that scores the images of the cell, if any. */
  private RunNode once(Cell cell, RunSpec spec, List<RunKey> parents, Origin origin) {
    List<RunKey> scores = scores(cell);
    RunKey key = keys.of(spec, Stream.concat(parents.stream(), scores.stream()).toList());
    return once(new RunNode(key, spec, origin, scores));
  }

  /** The run that scores images sees all of them, and is shared by all seeds and methods. */
  private List<RunKey> scores(Cell cell) {
    return cell.data().value().scores(cell.dense()).stream()
        .map(
            method -> {
              RunSpec spec =
                  new RunSpec(
                      cell.dataset(),
                      fingerprint(cell),
                      cell.model(),
                      cell.precision(),
                      new Unstructured(),
                      method,
                      Sparsity.DENSE,
                      SEED_OF_SCORES);
              Origin origin = new Origin.Initialization();
              return once(new RunNode(keys.of(spec, List.of()), spec, origin)).key();
            })
        .toList();
  }

  private RunNode once(RunNode node) {
    nodes.putIfAbsent(node.key(), node);
    return nodes.get(node.key());
  }

  private RunSpec spec(
      Cell cell, Choice<PruningMethod> method, Granularity structure, Sparsity sparsity) {
    return new RunSpec(
        cell.dataset(),
        fingerprint(cell),
        cell.model(),
        cell.precision(),
        structure,
        method,
        sparsity,
        cell.seed(),
        cell.data());
  }

  private String fingerprint(Cell cell) {
    String fingerprint = fingerprints.get(cell.dataset());
    if (fingerprint == null) {
      throw new IllegalArgumentException(
          "Cannot plan %s: the fingerprint of its content is missing".formatted(cell.dataset()));
    }
    return fingerprint;
  }
}
