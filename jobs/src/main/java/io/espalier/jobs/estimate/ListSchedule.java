// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import io.espalier.jobs.plan.RunGraph;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Simulates the schedule of a sweep: a free slot takes the ready run with the longest remaining
 * path.
 *
 * @param done keys of finished runs
 * @param failed keys of failed runs, whose descendants never start
 * @param slots number of slots, 1 or more
 */
public record ListSchedule(RunGraph graph, Set<RunKey> done, Set<RunKey> failed, int slots) {
  /**
   * @throws IllegalArgumentException without a slot
   */
  public ListSchedule {
    if (slots < 1) {
      throw new IllegalArgumentException("Invalid slots: " + slots + ", must be at least 1");
    }
    done = Set.copyOf(done);
    failed = Set.copyOf(failed);
  }

  private record Finish(double at, RunNode node) {}

  /** The end of the last run, in the unit of {@code cost}; 0 when no run can start. */
  public double makespan(ToDoubleFunction<RunNode> cost) {
    Map<RunKey, Double> paths = pathsToDo(cost);
    Queue<RunNode> ready =
        new PriorityQueue<>(
            Comparator.<RunNode>comparingDouble(node -> -paths.get(node.key()))
                .thenComparing(RunNode::key));
    Queue<Finish> running =
        new PriorityQueue<>(
            Comparator.comparingDouble(Finish::at).thenComparing(finish -> finish.node().key()));
    Set<RunKey> ended = new HashSet<>(done);
    graph.nodes().stream()
        .filter(node -> isToDo(node, ended) && isReady(node, ended))
        .forEach(ready::add);
    double now = 0;
    while (!ready.isEmpty() || !running.isEmpty()) {
      while (!ready.isEmpty() && running.size() < slots) {
        RunNode next = ready.remove();
        running.add(new Finish(now + cost.applyAsDouble(next), next));
      }
      now = running.element().at();
      // All runs that end now free their dependants before a slot is assigned.
      while (!running.isEmpty() && running.element().at() <= now) {
        RunKey key = running.remove().node().key();
        ended.add(key);
        graph.children(key).stream()
            .filter(child -> isToDo(child, ended) && isReady(child, ended))
            .forEach(ready::add);
      }
    }
    return now;
  }

  /** By key, the remaining cost of a run and its longest chain of descendants. */
  public Map<RunKey, Double> pathsToDo(ToDoubleFunction<RunNode> cost) {
    return graph.longestPaths(node -> done.contains(node.key()) ? 0 : cost.applyAsDouble(node));
  }

  private boolean isToDo(RunNode node, Set<RunKey> ended) {
    return !ended.contains(node.key()) && !failed.contains(node.key());
  }

  private boolean isReady(RunNode node, Set<RunKey> ended) {
    return graph.parents(node.key()).stream().allMatch(parent -> ended.contains(parent.key()));
  }
}
