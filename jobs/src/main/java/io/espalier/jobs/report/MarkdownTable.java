package io.espalier.jobs.report;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A report's {@link Table} for people: values in the units of their columns' names. Columns in
 * which no row says anything are left out, and a column {@code x_ci95} is written behind {@code x}
 * as {@code 92.14 ± 0.15}.
 */
final class MarkdownTable {
  private static final String INTERVAL = "_ci95";

  private MarkdownTable() {}

  /** The table's lines, each with its end. */
  static String of(Table table) {
    return new TextTable(
            table.columns().stream()
                .filter(column -> !column.endsWith(INTERVAL) && !table.saysNothing(column))
                .map(column -> textColumn(table, column))
                .toList())
        .text();
  }

  private static TextTable.Column textColumn(Table table, String column) {
    List<Object> values = table.values(column);
    List<Object> intervals =
        table.columns().contains(column + INTERVAL)
            ? table.values(column + INTERVAL)
            : Collections.nCopies(values.size(), null);
    return new TextTable.Column(
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
