package io.espalier.jobs.store;

/**
 * A table of a result folder: a folder of Parquet files that all hold one kind of row.
 *
 * @param name of the table and its folder
 * @param type of its rows
 * @param <T> its rows
 */
record ResultTable<T extends Record>(String name, RowType<T> type) {
  static final ResultTable<RunRow> RUNS = of("runs", RunRow.class);
  static final ResultTable<EpochRow> EPOCHS = of("epochs", EpochRow.class);
  static final ResultTable<LayerRow> LAYERS = of("layers", LayerRow.class);
  static final ResultTable<FailureRow> FAILURES = of("failures", FailureRow.class);

  private static <T extends Record> ResultTable<T> of(String name, Class<T> row) {
    return new ResultTable<>(name, new RowType<>(row));
  }
}
