// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import io.espalier.jobs.executor.RunOutcome;
import io.espalier.jobs.plan.RunNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Detects repeated failures: after three failures in a row for the same cause, runs of the same
 * method and settings on the same dataset and model are not started any more.
 */
final class FailureStreaks {
  private static final int MAX_FAILURES_IN_A_ROW = 3;

  private final Map<String, Streak> streaks = new HashMap<>();

  /**
   * @param kind failure kind and cause, without numbers
   * @param cause the last failure
   */
  private record Streak(String kind, int length, RunOutcome.Failed cause) {}

  void finished(RunNode node) {
    streaks.computeIfPresent(
        branch(node), (name, old) -> old.length() < MAX_FAILURES_IN_A_ROW ? null : old);
  }

  void failed(RunNode node, RunOutcome.Failed failure) {
    String kind = failure.kind() + " " + failure.cause().replaceAll("[0-9a-f]*\\d[0-9a-f]*", "#");
    Streak one = new Streak(kind, 1, failure);
    streaks.merge(
        branch(node),
        one,
        (old, last) ->
            old.length() >= MAX_FAILURES_IN_A_ROW
                ? old
                : old.kind().equals(kind) ? new Streak(kind, old.length() + 1, failure) : last);
  }

  /** The reason why runs like {@code node} are not started any more; empty if they are. */
  Optional<String> stopped(RunNode node) {
    return Optional.ofNullable(streaks.get(branch(node)))
        .filter(streak -> streak.length() >= MAX_FAILURES_IN_A_ROW)
        .map(
            streak ->
                "%s stopped after %s failures in a row: %s: %s"
                    .formatted(
                        branch(node),
                        MAX_FAILURES_IN_A_ROW,
                        streak.cause().kind(),
                        streak.cause().cause()));
  }

  private static String branch(RunNode node) {
    return node.spec().method() + " on " + node.spec().setting();
  }
}
