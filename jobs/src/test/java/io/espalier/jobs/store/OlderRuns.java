// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.List;

/** Replaces the row of a run by one with the columns that an earlier schema version had. */
final class OlderRuns {
  private record Place2(
      int threads, String device, String deviceKind, String host, String executor) {}

  private record Place3(Place2 place, @Nullable String instructionSet) {}

  /** Before {@code forward_passes}. */
  private record Cost4(int epochs, double passes, double methodSeconds, double wallSeconds) {
    static Cost4 of(RunCost cost) {
      return new Cost4(cost.epochs(), cost.passes(), cost.methodSeconds(), cost.wallSeconds());
    }
  }

  private record Rest(int attempt, long startedAt, long finishedAt, Provenance provenance) {}

  private record Version2(
      int schemaVersion,
      RunIdentity identity,
      RunResult result,
      RunArtifacts artifacts,
      Cost4 cost,
      Place2 place,
      Rest rest) {}

  private record Version3(
      int schemaVersion,
      RunIdentity identity,
      RunResult result,
      RunArtifacts artifacts,
      Cost4 cost,
      Place3 place,
      Rest rest) {}

  private OlderRuns() {}

  /** Before {@code instruction_set} and {@code tf32}. */
  static void version2(ResultStore store, RunRow row) throws IOException {
    write(
        store,
        row,
        Version2.class,
        new Version2(
            2,
            row.identity(),
            row.result(),
            row.artifacts(),
            Cost4.of(row.cost()),
            place(row.place()),
            rest(row)));
  }

  /** Before {@code tf32}. */
  static void version3(ResultStore store, RunRow row) throws IOException {
    write(
        store,
        row,
        Version3.class,
        new Version3(
            3,
            row.identity(),
            row.result(),
            row.artifacts(),
            Cost4.of(row.cost()),
            new Place3(place(row.place()), row.place().instructionSet()),
            rest(row)));
  }

  private static Place2 place(RunPlace place) {
    return new Place2(
        place.threads(), place.device(), place.deviceKind(), place.host(), place.executor());
  }

  private static Rest rest(RunRow row) {
    return new Rest(row.attempt(), row.startedAt(), row.finishedAt(), row.provenance());
  }

  private static <R extends Record> void write(
      ResultStore store, RunRow row, Class<R> type, R older) throws IOException {
    store
        .storage()
        .create(
            Storage.in(store.root(), "runs/" + row.identity().key() + ".parquet"),
            out -> new RowParquet<>(new RowType<>(type)).write(List.of(older), out));
  }
}
