package io.espalier.jobs.report;

import io.espalier.jobs.query.Table;
import io.espalier.jobs.query.TextTable;

/**
 * A report's {@link Table} as aligned Markdown, of the columns that {@link ShownColumn} tells of.
 */
final class MarkdownTable {
  private MarkdownTable() {}

  /** The table's lines, each with its end. */
  static String of(Table table) {
    return new TextTable(
            ShownColumn.of(table).stream()
                .map(c -> new TextTable.Column(c.heading(), c.cells(), c.isNumeric()))
                .toList())
        .text();
  }
}
