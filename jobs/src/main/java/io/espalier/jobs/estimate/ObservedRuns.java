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
 * What finished runs took, those on the commonest kind of device only: seconds of different ones
 * are not comparable.
 *
 * @param device their kind, with the threads of a run; empty text without any
 */
public record ObservedRuns(String device, List<Seen> runs) {
  /** So many tell enough. Keys are digests, so the first ones are any ones. */
  private static final int MAX_RUNS = 1000;

  public ObservedRuns {
    runs = List.copyOf(runs);
  }

  /** Reads rows of {@code store}, a thousand at most. */
  public static ObservedRuns in(ResultStore store) throws IOException {
    return of(
        store.runs(store.doneKeys().stream().sorted().limit(MAX_RUNS).collect(Collectors.toSet())));
  }

  /**
   * @param rows of one folder; a round whose previous round is not among them is left out, for its
   *     own share of its cost is not known
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
    return "%s (%d thread%s a run)"
        .formatted(row.place().deviceKind(), threads, threads == 1 ? "" : "s");
  }

  /**
   * A row's cost has that of the rounds before it. Its clock is that of its last attempt; where an
   * earlier one made some of its passes, its method's seconds are more, and nearer the truth.
   */
  private static Optional<Seen> seen(RunRow row, Map<String, RunRow> byKey) {
    String parent = row.identity().parentKey();
    double passes = row.cost().passes();
    double methodSeconds = row.cost().methodSeconds();
    if (parent != null && !parent.equals(row.identity().denseKey())) {
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
