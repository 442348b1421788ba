// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import io.espalier.jobs.query.CellFormat;
import io.espalier.jobs.query.Table;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A column of a {@link Table} as displayed. Columns without values are omitted, and {@code x_ci95}
 * is appended to {@code x} as in {@code 92.14 ± 0.15}.
 *
 * @param heading heading with unit
 * @param cells text of each row
 * @param isNumeric whether the column is right-aligned
 */
record ShownColumn(String heading, List<String> cells, boolean isNumeric) {
  private static final String INTERVAL = "_ci95";

  static List<ShownColumn> of(Table table) {
    return table.columns().stream()
        .filter(column -> !column.endsWith(INTERVAL) && !table.isBlank(column))
        .map(column -> of(table, column))
        .toList();
  }

  private static ShownColumn of(Table table, String column) {
    List<Object> values = table.values(column);
    List<Object> intervals =
        table.columns().contains(column + INTERVAL)
            ? table.values(column + INTERVAL)
            : Collections.nCopies(values.size(), null);
    return new ShownColumn(
        CellFormat.heading(column),
        IntStream.range(0, values.size())
            .mapToObj(i -> cell(column, values.get(i), intervals.get(i)))
            .toList(),
        values.stream().anyMatch(Number.class::isInstance));
  }

  private static String cell(String column, Object value, Object interval) {
    String text = CellFormat.text(column, value);
    return interval == null ? text : text + " ± " + CellFormat.text(column, interval);
  }
}
