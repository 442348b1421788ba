package io.espalier.jobs.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A {@link Table} for people: aligned Markdown, which reads well in a terminal too. Columns in
 * which no row says anything are left out, and a column {@code x_ci95} is written behind {@code x}
 * as {@code 92.14 ± 0.15}.
 */
final class MarkdownTable {
  private static final String INTERVAL = "_ci95";

  private record TextColumn(String heading, List<String> cells, boolean numeric) {
    int width() {
      return Math.max(
          3,
          Math.max(length(heading), cells.stream().mapToInt(TextColumn::length).max().orElse(0)));
    }

    String padded(String cell) {
      String padding = " ".repeat(width() - length(cell));
      return numeric ? padding + cell : cell + padding;
    }

    String rule() {
      return numeric ? "-".repeat(width() - 1) + ":" : "-".repeat(width());
    }

    private static int length(String text) {
      return text.codePointCount(0, text.length());
    }
  }

  private MarkdownTable() {}

  /** The table's lines, each with its end. */
  static String of(Table table) {
    List<TextColumn> columns = new ArrayList<>();
    for (String column : table.columns()) {
      if (!column.endsWith(INTERVAL) && !table.saysNothing(column)) {
        columns.add(textColumn(table, column));
      }
    }
    StringBuilder text = new StringBuilder();
    text.append(line(columns.stream().map(column -> column.padded(column.heading())).toList()));
    text.append(line(columns.stream().map(TextColumn::rule).toList()));
    for (int row = 0; row < table.rows().size(); row++) {
      int r = row;
      text.append(
          line(columns.stream().map(column -> column.padded(column.cells().get(r))).toList()));
    }
    return text.toString();
  }

  private static TextColumn textColumn(Table table, String column) {
    List<Object> values = table.values(column);
    List<Object> intervals =
        table.columns().contains(column + INTERVAL)
            ? table.values(column + INTERVAL)
            : Collections.nCopies(values.size(), null);
    return new TextColumn(
        CellFormat.heading(column),
        IntStream.range(0, values.size())
            .mapToObj(i -> cell(column, values.get(i), intervals.get(i)))
            .toList(),
        values.stream().anyMatch(Number.class::isInstance));
  }

  private static String cell(String column, Object value, Object interval) {
    String text = CellFormat.text(column, value);
    String whole = interval == null ? text : text + " ± " + CellFormat.text(column, interval);
    // A bar would end the cell, a line break the table.
    return whole.replace("|", "\\|").replaceAll("\\R", " ");
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
