package io.espalier.jobs.store;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of a result folder: a folder of Parquet files that all hold one kind of row.
 *
 * @param name of the table and its folder
 * @param type of its rows
 * @param naming a row of the columns that name the small file that a row was written to
 * @param places where those columns stand among the type's
 * @param <T> its rows
 */
record ResultTable<T extends Record>(
    String name, RowType<T> type, RowType<?> naming, List<Integer> places) {
  static final ResultTable<RunRow> RUNS = of("runs", RunRow.class, Key.class);
  static final ResultTable<EpochRow> EPOCHS = of("epochs", EpochRow.class, Key.class);
  static final ResultTable<LayerRow> LAYERS = of("layers", LayerRow.class, Key.class);
  static final ResultTable<FailureRow> FAILURES = of("failures", FailureRow.class, Attempt.class);

  /** Names a run's files. */
  record Key(String key) {}

  /** Names a failed attempt's file. */
  record Attempt(String key, int attempt) {}

  private static <T extends Record> ResultTable<T> of(
      String name, Class<T> row, Class<? extends Record> names) {
    RowType<T> type = new RowType<>(row);
    RowType<?> naming = new RowType<>(names);
    return new ResultTable<>(
        name, type, naming, naming.columns().stream().map(type.columns()::indexOf).toList());
  }

  /** The name of the small file that a row with these values of {@link #naming} was written to. */
  static String fileName(List<?> naming) {
    return naming.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }

  /** The name of the small file that a row with these values of {@link #type} was written to. */
  String fileNameOf(List<?> values) {
    return fileName(places.stream().map(values::get).toList());
  }
}
