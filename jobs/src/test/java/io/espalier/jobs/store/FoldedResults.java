package io.espalier.jobs.store;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Writes rows as {@code compact} leaves them, without a small file each before. */
public final class FoldedResults {
  private static final int RUNS_A_FOLD = 10_000;

  private final ResultStore store;

  public FoldedResults(ResultStore store) {
    this.store = store;
  }

  /**
   * @param epochs of a run
   * @param layers of a run
   */
  public void write(
      List<RunRow> runs,
      Function<RunRow, List<EpochRow>> epochs,
      Function<RunRow, List<LayerRow>> layers)
      throws IOException {
    for (int start = 0; start < runs.size(); start += RUNS_A_FOLD) {
      List<RunRow> some = runs.subList(start, Math.min(runs.size(), start + RUNS_A_FOLD));
      String fold = "fold-" + start;
      write(ResultTable.EPOCHS, fold, some, epochs);
      write(ResultTable.LAYERS, fold, some, layers);
      write(ResultTable.RUNS, fold, some, List::of);
    }
  }

  private <T extends Record> void write(
      ResultTable<T> table, String fold, List<RunRow> runs, Function<RunRow, List<T>> rows)
      throws IOException {
    store
        .files(table)
        .createFold(
            fold,
            sink -> {
              for (RunRow run : runs) {
                for (T row : rows.apply(run)) {
                  sink.write(table.type().values(row));
                }
              }
            });
  }
}
