// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;
import java.util.stream.Collectors;

/**
 * A failed attempt at a run: a row of the table {@code failures}.
 *
 * @param identity of the run; its components are columns
 * @param attempt counted from 1
 * @param kind of failure: {@code OOM}, {@code DATA}, …
 * @param cause cause of the failure on one line; the lines of a longer text are joined
 * @param host name of the machine; null if unknown
 * @param executor Spark's id of the executor; null if unknown
 * @param failedAt in milliseconds since 1970 UTC
 */
public record FailureRow(
    RunIdentity identity,
    int attempt,
    String kind,
    String cause,
    @Nullable String host,
    @Nullable String executor,
    long failedAt)
    implements Serializable {

  /**
   * @throws IllegalArgumentException naming every value that is missing or out of range
   */
  public FailureRow {
    new Requirements()
        .atLeast(1, "attempt", attempt)
        .text("kind", kind)
        .text("cause", cause)
        .atLeast(0, "failed_at", failedAt)
        .check();
    cause =
        cause.lines().map(String::strip).filter(l -> !l.isEmpty()).collect(Collectors.joining(" "));
  }
}
