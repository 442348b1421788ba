// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import io.espalier.jobs.estimate.PassSeconds.Seen;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Durations of finished runs on the most frequent kind of device; seconds of different kinds are
 * not comparable.
 *
 * @param device kind of device, with the threads of a run; empty without runs
 */
public record ObservedRuns(String device, List<Seen> runs) {
  /** A sample of this size suffices. Keys are hashes, so the first ones are a random sample. */
  private static final int MAX_RUNS = 1000;

  public ObservedRuns {
    runs = List.copyOf(runs);
  }

  /** Reads at most 1,000 rows of {@code store}. */
  public static ObservedRuns in(ResultStore store) throws IOException {
    return of(
        store.runs(store.doneKeys().stream().sorted().limit(MAX_RUNS).collect(Collectors.toSet())));
  }

  /**
   * @param rows of one folder; a round without its previous round is skipped, because its own share
   *     of the cost is unknown
   */
  static ObservedRuns of(List<RunRow> rows) {
    Map<String, RunRow> byKey =
        rows.stream().collect(Collectors.toMap(row -> row.identity().key(), Function.identity()));
    Map<String, List<Seen>> byDevice =
        rows.stream()
            .flatMap(row -> seen(row, byKey).map(run -> Map.entry(device(row), run)).stream())
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    return byDevice.entrySet().stream()
        .max(
            Comparator.<Map.Entry<String, List<Seen>>>comparingInt(kind -> kind.getValue().size())
                .thenComparing(Map.Entry::getKey))
        .map(kind -> new ObservedRuns(kind.getKey(), kind.getValue()))
        .orElse(new ObservedRuns("", List.of()));
  }

  private static String device(RunRow row) {
    int threads = row.place().threads();
    return "%s (%s thread%s per run)"
        .formatted(row.place().deviceKind(), threads, threads == 1 ? "" : "s");
  }

  /**
   * The cost of a row includes earlier rounds, which descend from a dense run as it does; a parent
   * whose mask it takes is no round. Its wall time is that of the last attempt; if an earlier
   * attempt made some of the passes, the method seconds are larger and more accurate.
   */
  private static Optional<Seen> seen(RunRow row, Map<String, RunRow> byKey) {
    String parent = row.identity().parentKey();
    String dense = row.identity().denseKey();
    double passes = row.cost().passes();
    double methodSeconds = row.cost().methodSeconds();
    if (dense != null && parent != null && !parent.equals(dense)) {
      RunRow before = byKey.get(parent);
      if (before == null) {
        return Optional.empty();
      }
      passes -= before.cost().passes();
      methodSeconds -= before.cost().methodSeconds();
    }
    return Optional.of(
        new Seen(
            row.identity().setting(),
            row.identity().structure(),
            row.identity().method(),
            passes,
            Math.max(row.cost().wallSeconds(), methodSeconds)));
  }
}
