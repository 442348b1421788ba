// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;

/**
 * A finished run: a row of the table {@code runs}. The components of nested records are columns.
 *
 * @param schemaVersion version of the columns of the tables, {@link #SCHEMA_VERSION}
 * @param attempt number of the attempt, from 1; earlier attempts failed or were lost
 * @param startedAt start of this attempt, in milliseconds since 1970 UTC
 * @param finishedAt end of this attempt, in milliseconds since 1970 UTC
 */
public record RunRow(
    int schemaVersion,
    RunIdentity identity,
    RunResult result,
    RunArtifacts artifacts,
    RunCost cost,
    RunPlace place,
    int attempt,
    long startedAt,
    long finishedAt,
    Provenance provenance)
    implements Serializable {

  /**
   * Increased when a column is added to this table or to those of its details; columns are never
   * removed, and never change their meaning.
   */
  public static final int SCHEMA_VERSION = 7;

  /**
   * @throws IllegalArgumentException naming every value that is out of range
   */
  public RunRow {
    new Requirements()
        .atLeast(1, "schema_version", schemaVersion)
        .atLeast(1, "attempt", attempt)
        .atLeast(0, "started_at", startedAt)
        .atLeast(startedAt, "finished_at", finishedAt)
        .check();
  }
}
