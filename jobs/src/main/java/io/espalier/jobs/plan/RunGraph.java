// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** The runs of a sweep, each once, and their dependencies. Immutable. */
public final class RunGraph {
  private final Map<RunKey, RunNode> nodes = new LinkedHashMap<>();
  private final Map<RunKey, List<RunNode>> children = new HashMap<>();
  private final Map<RunKey, Double> remainingPasses;

  /**
   * @param nodes distinct runs, parents before their children
   * @throws IllegalArgumentException when a run is repeated or precedes its parent
   */
  public RunGraph(List<RunNode> nodes) {
    for (RunNode node : nodes) {
      node.startsFrom().forEach(parent -> link(parent, node));
      if (this.nodes.put(node.key(), node) != null) {
        throw new IllegalArgumentException(
            "Invalid graph: duplicate run %s".formatted(node.spec()));
      }
    }
    remainingPasses = longestPaths(RunNode::passes);
  }

  private void link(RunKey parent, RunNode child) {
    if (!nodes.containsKey(parent)) {
      throw new IllegalArgumentException(
          "Invalid graph: %s precedes its parent %s".formatted(child.spec(), parent.brief()));
    }
    children.computeIfAbsent(parent, key -> new ArrayList<>()).add(child);
  }

  /** All runs, parents before their children. */
  public List<RunNode> nodes() {
    return List.copyOf(nodes.values());
  }

  /** Forward-backward passes of all runs. */
  public double passes() {
    return nodes.values().stream().mapToDouble(RunNode::passes).sum();
  }

  /**
   * @throws IllegalArgumentException when the graph has no such run, like all methods of this class
   */
  public RunNode node(RunKey key) {
    RunNode node = nodes.get(key);
    if (node == null) {
      throw new IllegalArgumentException(
          "Unknown key: %s, must be a key of this graph".formatted(key));
    }
    return node;
  }

  /** The runs that {@code key} starts from. */
  public List<RunNode> parents(RunKey key) {
    return node(key).startsFrom().stream().map(this::node).toList();
  }

  /** The runs that start from {@code key}. */
  public List<RunNode> children(RunKey key) {
    return Collections.unmodifiableList(children.getOrDefault(node(key).key(), List.of()));
  }

  /**
   * The runs that depend on {@code key}, directly or through others that are {@code included};
   * nearest first.
   */
  public List<RunNode> descendants(RunKey key, Predicate<RunNode> included) {
    Set<RunNode> found = new LinkedHashSet<>();
    Deque<RunNode> open = new ArrayDeque<>(children(key));
    while (!open.isEmpty()) {
      RunNode next = open.remove();
      if (included.test(next) && found.add(next)) {
        open.addAll(children(next.key()));
      }
    }
    return List.copyOf(found);
  }

  /**
   * Passes of {@code key} and of its longest chain of descendants. This is the scheduling priority
   * of the run, because the longest chain determines the end of a sweep.
   */
  public double remainingPasses(RunKey key) {
    return remainingPasses.get(node(key).key());
  }

  /** By key, the cost of a run and of its most expensive chain of descendants. */
  public Map<RunKey, Double> longestPaths(ToDoubleFunction<RunNode> cost) {
    Map<RunKey, Double> paths = new HashMap<>();
    List<RunNode> childrenFirst = new ArrayList<>(nodes.values());
    Collections.reverse(childrenFirst);
    for (RunNode node : childrenFirst) {
      double descendants =
          children(node.key()).stream()
              .mapToDouble(child -> paths.get(child.key()))
              .max()
              .orElse(0);
      paths.put(node.key(), cost.applyAsDouble(node) + descendants);
    }
    return paths;
  }
}
