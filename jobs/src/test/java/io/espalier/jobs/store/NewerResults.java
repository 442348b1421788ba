// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.List;

/** Rewrites the rows of a result folder as a version that added a column would write them. */
public final class NewerResults {
  /** The version of the rows. */
  public static final int VERSION = RunRow.SCHEMA_VERSION + 1;

  private record NewerRun(RunRow run, double carbon) {}

  private record NewerFailure(FailureRow failure, String advice) {}

  private NewerResults() {}

  /** Replaces the rows of these runs. */
  public static void rewrite(ResultStore store, List<RunRow> runs) throws IOException {
    for (RunRow row : runs) {
      RunRow newer =
          new RunRow(
              VERSION,
              row.identity(),
              row.result(),
              row.artifacts(),
              row.cost(),
              row.place(),
              row.attempt(),
              row.startedAt(),
              row.finishedAt(),
              row.provenance());
      write(store, "runs", row.identity().key(), new NewerRun(newer, 0.5));
    }
  }

  /** Adds a failed attempt of a kind that this version does not know. */
  public static void addFailure(ResultStore store, RunIdentity identity) throws IOException {
    FailureRow row = new FailureRow(identity, 1, "PREEMPTED", "the host went", "h", "1", 5);
    write(store, "failures", identity.key() + "-1", new NewerFailure(row, "wait"));
  }

  @SuppressWarnings("unchecked")
  private static <R extends Record> void write(ResultStore store, String table, String name, R row)
      throws IOException {
    RowType<R> type = new RowType<>((Class<R>) row.getClass());
    store
        .storage()
        .create(
            Storage.in(store.root(), table + "/" + name + ".parquet"),
            out -> new RowParquet<>(type).write(List.of(row), out));
  }
}
