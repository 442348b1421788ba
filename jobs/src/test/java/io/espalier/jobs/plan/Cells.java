// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.plan;

import io.espalier.jobs.sweep.Cell;
import io.espalier.jobs.sweep.Part;
import io.espalier.pruning.catalog.Catalog;
import io.espalier.pruning.catalog.Catalog.Entry;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Pruned;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.method.PruningMethod.Start;
import io.espalier.pruning.method.PruningRun;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import java.util.List;
import java.util.Map;

/** Cells of methods with simple costs: dense 10, fine 4, rounds 3, fresh 2 passes. */
public final class Cells {
  private Cells() {}

  /** A method of a given start and cost. */
  record Costing(Start start, double passes) implements PruningMethod {
    @Override
    public Pruned prune(PruningRun run) {
      throw new UnsupportedOperationException("only planned, never run");
    }
  }

  private static final Catalog<PruningMethod> METHODS =
      new Catalog<>(
          "method",
          List.of(
              new Entry<>("dense", 1, new Costing(Start.INITIAL, 10)),
              new Entry<>("fine", 1, new Costing(Start.DENSE, 4)),
              new Entry<>("rounds", 1, new Costing(Start.PREVIOUS_ROUND, 3)),
              new Entry<>("fresh", 1, new Costing(Start.INITIAL, 2)),
              new Entry<>("control", 1, new Costing(Start.OTHER_MASK, 1))));

  public static final Choice<ImageDataset> SHAPES = Datasets.ALL.choose("shapes", Map.of());
  public static final Choice<Architecture> RESNET = Architectures.ALL.choose("resnet20s", Map.of());

  public static Choice<PruningMethod> method(String name) {
    return METHODS.choose(name, Map.of());
  }

  public static Choice<PruningMethod> method(String name, double passes) {
    return METHODS.choose(name, Map.of("passes", passes));
  }

  public static Cell dense(long seed) {
    return cell(method("dense"), method("dense"), Sparsity.DENSE, seed);
  }

  public static Cell cell(String method, Sparsity sparsity, long seed) {
    return cell(method("dense"), method(method), sparsity, seed);
  }

  public static Cell cell(
      Choice<PruningMethod> dense, Choice<PruningMethod> method, Sparsity sparsity, long seed) {
    return new Cell(
        SHAPES, RESNET, Precision.FLOAT32, new Unstructured(), dense, method, sparsity, seed);
  }

  public static RunGraph graph(Cell... cells) {
    return sweep(cells).whole().graph();
  }

  /** A sweep without parts. */
  public static SweepGraph sweep(Cell... cells) {
    return sweep(new Part("grid", List.of(cells)));
  }

  public static SweepGraph sweep(Part... parts) {
    return SweepGraph.of(List.of(parts), Map.of(SHAPES, "f0"));
  }

  /** The only run of {@code method} at {@code sparsity} in the whole sweep. */
  public static RunNode run(SweepGraph sweep, String method, Sparsity sparsity) {
    return node(sweep.whole().graph(), method, sparsity);
  }

  /** The only node of {@code method} at {@code sparsity}. */
  public static RunNode node(RunGraph graph, String method, Sparsity sparsity) {
    List<RunNode> found =
        graph.nodes().stream()
            .filter(node -> node.spec().method().name().equals(method))
            .filter(node -> node.spec().sparsity().equals(sparsity))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " nodes of " + method + " at " + sparsity);
    }
    return found.get(0);
  }
}
