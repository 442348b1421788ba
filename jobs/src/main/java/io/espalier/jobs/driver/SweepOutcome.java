// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import io.espalier.jobs.executor.RunOutcome;
import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The runs that a sweep did not finish. Each run without a row is in one of the maps or in {@code
 * cancelled}.
 *
 * @param failed runs that failed permanently
 * @param blocked runs that did not start because an ancestor has no row, with its key
 * @param stopped runs that did not start because similar runs failed repeatedly, with the reason
 * @param cancelled runs that did not start or were stopped because the sweep was cancelled
 */
public record SweepOutcome(
    Map<RunNode, RunOutcome.Failed> failed,
    Map<RunNode, RunKey> blocked,
    Map<RunNode, String> stopped,
    List<RunNode> cancelled) {
  /** Every run is done. */
  public static final SweepOutcome COMPLETE =
      new SweepOutcome(Map.of(), Map.of(), Map.of(), List.of());

  public SweepOutcome {
    failed = Collections.unmodifiableMap(new LinkedHashMap<>(failed));
    blocked = Collections.unmodifiableMap(new LinkedHashMap<>(blocked));
    stopped = Collections.unmodifiableMap(new LinkedHashMap<>(stopped));
    cancelled = List.copyOf(cancelled);
  }

  /**
   * @param done keys of all runs that have a row
   */
  static SweepOutcome of(
      Plan plan,
      Set<RunKey> done,
      Map<RunNode, RunOutcome.Failed> failed,
      Map<RunNode, String> stopped) {
    Map<RunNode, RunKey> blocked = new LinkedHashMap<>();
    Stream.concat(failed.keySet().stream(), stopped.keySet().stream())
        .forEach(
            by ->
                plan.graph()
                    .descendants(by.key(), node -> !done.contains(node.key()))
                    .forEach(node -> blocked.putIfAbsent(node, by.key())));
    blocked.keySet().removeAll(failed.keySet());
    blocked.keySet().removeAll(stopped.keySet());
    List<RunNode> rest =
        plan.toDo().stream()
            .filter(node -> !done.contains(node.key()))
            .filter(node -> !failed.containsKey(node))
            .filter(node -> !stopped.containsKey(node))
            .filter(node -> !blocked.containsKey(node))
            .toList();
    return new SweepOutcome(failed, blocked, stopped, rest);
  }

  /** Whether every run has a row. */
  public boolean isComplete() {
    return failed.isEmpty() && blocked.isEmpty() && stopped.isEmpty() && cancelled.isEmpty();
  }

  /** A line for each failed or blocked run, and one for each reason that stopped others. */
  public String text() {
    List<String> lines = new ArrayList<>();
    failed.forEach(
        (node, failure) ->
            lines.add("Failed %s: %s: %s".formatted(name(node), failure.kind(), failure.cause())));
    stopped.values().stream()
        .collect(Collectors.groupingBy(why -> why, TreeMap::new, Collectors.counting()))
        .forEach((why, runs) -> lines.add("Not started, %s runs: %s".formatted(runs, why)));
    blocked.forEach(
        (node, by) -> lines.add("Not started %s: blocked by %s".formatted(name(node), by.brief())));
    if (!cancelled.isEmpty()) {
      lines.add("Cancelled: %s runs remain; rerun the sweep to resume".formatted(cancelled.size()));
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static String name(RunNode node) {
    return "%s (%s)".formatted(node.key().brief(), node.spec());
  }
}
