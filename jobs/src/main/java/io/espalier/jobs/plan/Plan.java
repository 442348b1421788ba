package io.espalier.jobs.plan;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is left to run of a sweep.
 *
 * @param done keys of the runs whose results are there; a run that starts from one of them can
 *     start at once. Keys that the sweep does not have are left out
 */
public record Plan(SweepGraph sweep, Set<String> done) {
  public Plan {
    Set<String> keys =
        sweep.whole().graph().nodes().stream().map(RunNode::key).collect(Collectors.toSet());
    done = done.stream().filter(keys::contains).collect(Collectors.toUnmodifiableSet());
  }

  /** All runs, done or not. */
  public RunGraph graph() {
    return sweep.whole().graph();
  }

  /** The runs to do, parents before their children. */
  public List<RunNode> toDo() {
    return graph().nodes().stream().filter(node -> !done.contains(node.key())).toList();
  }
}
