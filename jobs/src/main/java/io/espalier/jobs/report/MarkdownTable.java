// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import io.espalier.jobs.query.Table;
import io.espalier.jobs.text.TextTable;

/** Formats a {@link Table} as aligned Markdown, with the columns of {@link ShownColumn}. */
final class MarkdownTable {
  private MarkdownTable() {}

  /** The lines of the table, each with a line break. */
  static String of(Table table) {
    return new TextTable(
            ShownColumn.of(table).stream()
                .map(c -> new TextTable.Column(c.heading(), c.cells(), c.isNumeric()))
                .toList())
        .text();
  }
}
