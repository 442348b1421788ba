// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.measure;

import io.espalier.jobs.store.ConnectivityRow;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunIdentity;
import io.espalier.jobs.store.RunRow;
import io.espalier.pruning.landscape.ConnectivityMeasurement;
import io.espalier.pruning.landscape.PathPoint;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The loss on the line from each ticket to its copy of {@code data_order} 0, into the table {@code
 * connectivity}.
 *
 * @param others key of the copy of each ticket that has one
 */
public record Connectivity(Map<String, String> others) implements Measure {
  private static final Pattern ORDER = Pattern.compile("(^| )data_order=(\\d+)");

  public Connectivity {
    others = Map.copyOf(others);
  }

  /** Lines between those of these runs that differ in the order of the images only. */
  public static Connectivity between(List<RunRow> runs) {
    Map<List<Object>, String> first = new HashMap<>();
    for (RunRow run : runs) {
      if (order(run) == 0) {
        first.put(withoutOrder(run), run.identity().key());
      }
    }
    Map<String, String> others = new HashMap<>();
    for (RunRow run : runs) {
      String other = first.get(withoutOrder(run));
      if (order(run) > 0 && other != null) {
        others.put(run.identity().key(), other);
      }
    }
    return new Connectivity(others);
  }

  private static int order(RunRow run) {
    Matcher found = ORDER.matcher(run.identity().variant());
    return found.find() ? Integer.parseInt(found.group(2)) : 0;
  }

  /** What decides a run but for the order; the parent is that of both. */
  private static List<Object> withoutOrder(RunRow run) {
    RunIdentity of = run.identity();
    return List.of(
        of.setting(),
        of.datasetFingerprint(),
        of.structure(),
        of.method(),
        ORDER.matcher(of.variant()).replaceAll("").strip(),
        of.sparsityTarget(),
        of.seed(),
        String.valueOf(of.parentKey()));
  }

  @Override
  public String table() {
    return "connectivity";
  }

  @Override
  public void measure(TicketAtHand ticket) throws IOException, InterruptedException {
    String other = others.get(ticket.key());
    List<PathPoint> points =
        new ConnectivityMeasurement(ticket.set(), ticket.device(), ticket.engine())
            .of(ticket.store().storage(), ticket.store().artifacts(other), ticket.folder());
    ticket
        .store()
        .writeConnectivity(points.stream().map(point -> row(ticket, other, point)).toList());
  }

  private static ConnectivityRow row(TicketAtHand ticket, String other, PathPoint point) {
    return new ConnectivityRow(
        ticket.key(),
        other,
        point.position(),
        point.loss(),
        point.test().accuracy(),
        point.test().loss(),
        ticket.on());
  }

  @Override
  public boolean concerns(String key) {
    return others.containsKey(key);
  }

  @Override
  public Set<String> measured(ResultStore store) throws IOException {
    return store.connectivity().stream()
        .filter(row -> row.otherKey().equals(others.get(row.key())))
        .map(ConnectivityRow::key)
        .collect(Collectors.toSet());
  }
}
