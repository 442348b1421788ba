// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.text;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Text columns as an aligned Markdown table, which is also readable in a terminal.
 *
 * @param columns from left to right, all of the same length
 */
public record TextTable(List<Column> columns) {

  /** Makes the columns of a table whose rows are objects. */
  public record Rows<T>(List<T> rows) {
    /** A column of text. */
    public Column text(String heading, Function<T, String> cell) {
      return new Column(heading, rows.stream().map(cell).toList(), false);
    }

    /** A right-aligned column of numbers. */
    public Column number(String heading, Function<T, String> cell) {
      return new Column(heading, rows.stream().map(cell).toList(), true);
    }
  }

  /**
   * @param numeric whether the column is right-aligned
   */
  public record Column(String heading, List<String> cells, boolean numeric) {
    /** Escapes bars and line breaks, which would end a cell or the table. */
    public Column {
      heading = escaped(heading);
      cells = cells.stream().map(Column::escaped).toList();
    }

    private static String escaped(String text) {
      return text.replace("|", "\\|").replaceAll("\\R", " ");
    }

    private int width() {
      return Math.max(
          3, Math.max(length(heading), cells.stream().mapToInt(Column::length).max().orElse(0)));
    }

    /** Heading, rule and cells, padded to one width. */
    private List<String> padded() {
      int width = width();
      String rule = numeric ? "-".repeat(width - 1) + ":" : "-".repeat(width);
      return IntStream.range(-2, cells.size())
          .mapToObj(
              row ->
                  switch (row) {
                    case -2 -> padded(heading, width);
                    case -1 -> rule;
                    default -> padded(cells.get(row), width);
                  })
          .toList();
    }

    private String padded(String cell, int width) {
      String padding = " ".repeat(width - length(cell));
      return numeric ? padding + cell : cell + padding;
    }

    private static int length(String text) {
      return text.codePointCount(0, text.length());
    }
  }

  public TextTable {
    columns = List.copyOf(columns);
  }

  /** The lines of the table, each with a line break; without rows, just heading and rule. */
  public String text() {
    List<List<String>> padded = columns.stream().map(Column::padded).toList();
    int lines = padded.stream().mapToInt(List::size).max().orElse(0);
    return IntStream.range(0, lines)
        .mapToObj(
            line ->
                padded.stream()
                    .map(column -> column.get(line))
                    .collect(Collectors.joining(" | ", "| ", " |\n")))
        .collect(Collectors.joining());
  }
}
