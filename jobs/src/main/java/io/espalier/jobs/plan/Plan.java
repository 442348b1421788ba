// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.plan;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The runs of a sweep that are left to do.
 *
 * @param done keys of finished runs; a run that starts from one of them can start at once. Keys of
 *     other sweeps are ignored
 */
public record Plan(SweepGraph sweep, Set<RunKey> done) {
  public Plan {
    Set<RunKey> keys =
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
