package io.espalier.jobs.run;

import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What did not come of a sweep.
 *
 * @param failed runs that failed, in the order of their ends
 * @param blocked runs that were not started, with the key of the failed run that they descend from
 */
public record SweepOutcome(Map<RunNode, RunOutcome.Failed> failed, Map<RunNode, String> blocked) {
  /** Nothing was to do, or all was done. */
  public static final SweepOutcome COMPLETE = new SweepOutcome(Map.of(), Map.of());

  public SweepOutcome {
    failed = Collections.unmodifiableMap(new LinkedHashMap<>(failed));
    blocked = Collections.unmodifiableMap(new LinkedHashMap<>(blocked));
  }

  /** Whether every run has its row. */
  public boolean isComplete() {
    return failed.isEmpty() && blocked.isEmpty();
  }

  /** A line for each run that has no row. */
  public String text() {
    Stream<String> failures =
        failed.entrySet().stream()
            .map(
                run ->
                    "Failed %s (%s): %s: %s"
                        .formatted(
                            RunKey.brief(run.getKey().key()),
                            run.getKey().spec(),
                            run.getValue().kind(),
                            run.getValue().cause()));
    Stream<String> waiting =
        blocked.entrySet().stream()
            .map(
                run ->
                    "Not started %s (%s): blocked by %s"
                        .formatted(
                            RunKey.brief(run.getKey().key()),
                            run.getKey().spec(),
                            RunKey.brief(run.getValue())));
    return Stream.concat(failures, waiting).collect(Collectors.joining(System.lineSeparator()));
  }
}
