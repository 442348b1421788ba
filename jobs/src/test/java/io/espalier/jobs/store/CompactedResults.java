// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Writes rows as {@code compact} leaves them, without writing single-run files first. */
public final class CompactedResults {
  private static final int MAX_RUNS_PER_FILE = 10_000;

  private final ResultStore store;

  public CompactedResults(ResultStore store) {
    this.store = store;
  }

  /**
   * @param epochs the epochs of a run
   * @param layers the layers of a run
   */
  public void write(
      List<RunRow> runs,
      Function<RunRow, List<EpochRow>> epochs,
      Function<RunRow, List<LayerRow>> layers)
      throws IOException {
    for (int start = 0; start < runs.size(); start += MAX_RUNS_PER_FILE) {
      List<RunRow> some = runs.subList(start, Math.min(runs.size(), start + MAX_RUNS_PER_FILE));
      String file = "compacted-" + start;
      write(ResultTable.EPOCHS, file, some, epochs);
      write(ResultTable.LAYERS, file, some, layers);
      write(ResultTable.RUNS, file, some, List::of);
    }
  }

  private <T extends Record> void write(
      ResultTable<T> table, String file, List<RunRow> runs, Function<RunRow, List<T>> rows)
      throws IOException {
    store
        .files(table)
        .createCompactedFile(
            file,
            sink -> {
              for (RunRow run : runs) {
                for (T row : rows.apply(run)) {
                  sink.write(table.type().values(row));
                }
              }
            });
  }
}
