// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of a result folder: a folder of Parquet files with one kind of row.
 *
 * @param name of the table and its folder
 * @param type of its rows
 * @param naming type of the columns that name the single-run file of a row
 * @param places indices of those columns in {@code type}
 * @param <T> type of its rows
 */
record ResultTable<T extends Record>(
    String name, RowType<T> type, RowType<?> naming, List<Integer> places) {
  static final ResultTable<RunRow> RUNS = of("runs", RunRow.class, Key.class);
  static final ResultTable<EpochRow> EPOCHS = of("epochs", EpochRow.class, Key.class);
  static final ResultTable<LayerRow> LAYERS = of("layers", LayerRow.class, Key.class);
  static final ResultTable<FailureRow> FAILURES = of("failures", FailureRow.class, Attempt.class);

  static final ResultTable<LatencyRow> LATENCIES =
      of("latencies", LatencyRow.class, Measurement.class);

  static final ResultTable<RobustnessRow> ROBUSTNESS =
      of("robustness", RobustnessRow.class, Measurement.class);

  static final ResultTable<SharpnessRow> SHARPNESS =
      of("sharpness", SharpnessRow.class, Measurement.class);
  static final ResultTable<ConnectivityRow> CONNECTIVITY =
      of("connectivity", ConnectivityRow.class, Measurement.class);

  /** What was measured of tickets after their runs. */
  static final List<ResultTable<?>> MEASURED =
      List.of(LATENCIES, ROBUSTNESS, SHARPNESS, CONNECTIVITY);

  /** Names the files of a run. */
  record Key(String key) {}

  /** Names the file of a failed attempt. */
  record Attempt(String key, int attempt) {}

  /** Names the file of a measurement. */
  record Measurement(String key, long measuredAt) {}

  private static <T extends Record> ResultTable<T> of(
      String name, Class<T> row, Class<? extends Record> names) {
    RowType<T> type = new RowType<>(row);
    RowType<?> naming = new RowType<>(names);
    return new ResultTable<>(
        name, type, naming, naming.columns().stream().map(type.columns()::indexOf).toList());
  }

  /** The name of the single-run file of a row with these values of {@link #naming}. */
  static String fileName(List<?> naming) {
    return naming.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }

  /** The name of the single-run file of a row with these values of {@link #type}. */
  String fileNameOf(List<?> values) {
    return fileName(places.stream().map(values::get).toList());
  }
}
