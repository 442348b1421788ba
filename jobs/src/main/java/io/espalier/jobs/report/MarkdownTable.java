package io.espalier.jobs.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A {@link Table} as aligned Markdown, which reads well in a terminal too. */
final class MarkdownTable {
  private static final int NARROWEST = 3;

  /**
   * @param width in letters
   */
  private record Padded(ShownColumn column, List<String> cells, int width) {

    static Padded of(ShownColumn column) {
      // A bar would end the cell, a line break the table.
      List<String> cells =
          column.cells().stream()
              .map(cell -> cell.replace("|", "\\|").replaceAll("\\R", " "))
              .toList();
      int widest = cells.stream().mapToInt(Padded::length).max().orElse(0);
      return new Padded(
          column, cells, Math.max(NARROWEST, Math.max(length(column.heading()), widest)));
    }

    String padded(String cell) {
      String padding = " ".repeat(width - length(cell));
      return column.isNumeric() ? padding + cell : cell + padding;
    }

    String rule() {
      return column.isNumeric() ? "-".repeat(width - 1) + ":" : "-".repeat(width);
    }

    private static int length(String text) {
      return text.codePointCount(0, text.length());
    }
  }

  private MarkdownTable() {}

  /** The table's lines, each with its end. */
  static String of(Table table) {
    List<Padded> columns = ShownColumn.of(table).stream().map(Padded::of).toList();
    StringBuilder text = new StringBuilder();
    text.append(line(columns.stream().map(c -> c.padded(c.column().heading())).toList()));
    text.append(line(columns.stream().map(Padded::rule).toList()));
    IntStream.range(0, table.rows().size())
        .mapToObj(row -> columns.stream().map(c -> c.padded(c.cells().get(row))).toList())
        .forEach(cells -> text.append(line(cells)));
    return text.toString();
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
