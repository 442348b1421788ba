// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import io.espalier.jobs.executor.FailureKind;
import io.espalier.jobs.executor.RunOutcome;
import io.espalier.jobs.plan.RunGraph;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.storage.ParallelMap;
import io.espalier.jobs.store.FailureRow;
import io.espalier.jobs.store.ResultStore;
import io.espalier.pruning.export.TicketFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the runs that are left to do in a graph that has some results. */
public final class Resumption {
  private Resumption() {}

  /**
   * The keys of the runs that are done: their rows exist, and so does the ticket of each run that a
   * missing run starts from. A run whose ticket is missing is rerun, with the same bits.
   */
  public static Set<RunKey> done(RunGraph graph, ResultStore store) throws IOException {
    Set<RunKey> done =
        store.doneKeys().stream().map(RunKey::new).collect(Collectors.toCollection(HashSet::new));
    Set<RunKey> complete = new HashSet<>();
    List<RunKey> undone =
        graph.nodes().stream().map(RunNode::key).filter(key -> !done.contains(key)).toList();
    try (ParallelMap tickets = ParallelMap.forIo()) {
      while (!undone.isEmpty()) {
        List<RunKey> parents =
            undone.stream()
                .flatMap(key -> graph.node(key).startsFrom().stream())
                .filter(key -> done.contains(key) && !complete.contains(key))
                .distinct()
                .toList();
        List<Boolean> exists =
            tickets.each(
                parents,
                key -> new TicketFolder(store.storage(), store.artifacts(key.hex())).isComplete());
        List<RunKey> missing = new ArrayList<>();
        for (int i = 0; i < parents.size(); i++) {
          (exists.get(i) ? complete : missing).add(parents.get(i));
        }
        missing.forEach(done::remove);
        undone = missing;
      }
    }
    return done;
  }

  /**
   * The runs that are not done and whose last failure is permanent; they are rerun on request only.
   */
  public static Map<RunNode, RunOutcome.Failed> permanentlyFailed(
      RunGraph graph, Set<RunKey> done, ResultStore store) throws IOException {
    Map<String, FailureRow> last = store.lastFailures();
    Map<RunNode, RunOutcome.Failed> permanentlyFailed = new LinkedHashMap<>();
    for (RunNode node : graph.nodes()) {
      FailureRow failure = last.get(node.key().hex());
      if (failure != null && !done.contains(node.key()) && FailureKind.isFinal(failure.kind())) {
        FailureKind kind = FailureKind.valueOf(failure.kind());
        permanentlyFailed.put(node, new RunOutcome.Failed(kind, failure.cause()));
      }
    }
    return permanentlyFailed;
  }
}
