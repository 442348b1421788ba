package io.espalier.jobs.plan;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/** Plays a plan through: a free slot takes the ready run with the longest path behind it. */
final class ListSchedule {
  private ListSchedule() {}

  private record Finish(double at, RunNode node) {}

  /**
   * When the last run ends, in passes.
   *
   * @param paths by key, the longest path of work to do from each run on
   */
  static double makespan(Plan plan, Map<String, Double> paths, int slots) {
    Queue<RunNode> ready =
        new PriorityQueue<>(
            Comparator.<RunNode>comparingDouble(node -> -paths.get(node.key()))
                .thenComparing(RunNode::key));
    Queue<Finish> running =
        new PriorityQueue<>(
            Comparator.comparingDouble(Finish::at).thenComparing(finish -> finish.node().key()));
    Set<String> ended = new HashSet<>(plan.done());
    List<RunNode> toDo = plan.toDo();
    toDo.stream().filter(node -> isReady(plan, node, ended)).forEach(ready::add);
    double now = 0;
    while (!ready.isEmpty() || !running.isEmpty()) {
      while (!ready.isEmpty() && running.size() < slots) {
        RunNode next = ready.remove();
        running.add(new Finish(now + next.passes(), next));
      }
      now = running.element().at();
      // All that ends now frees its dependants before a slot is given away.
      while (!running.isEmpty() && running.element().at() <= now) {
        String key = running.remove().node().key();
        ended.add(key);
        plan.graph().children(key).stream()
            .filter(child -> !ended.contains(child.key()))
            .forEach(ready::add);
      }
    }
    return now;
  }

  private static boolean isReady(Plan plan, RunNode node, Set<String> ended) {
    return plan.graph().parents(node.key()).stream()
        .allMatch(parent -> ended.contains(parent.key()));
  }
}
