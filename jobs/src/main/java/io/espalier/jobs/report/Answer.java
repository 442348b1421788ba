package io.espalier.jobs.report;

import io.espalier.jobs.query.CellFormat;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.Table;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A part of the report and its result. A result about settings is shown in sections, one for each
 * setting, with the shared values above the rows.
 *
 * @param sections all rows of the table
 */
record Answer(ReportPart part, Table table, List<Section> sections) {
  /** Columns that are shown above a section if all rows have the same value. */
  private static final List<String> CIRCUMSTANCES =
      List.of("imp_variant", "device_kind", "threads");

  /** Maximum number of rows shown of a section; the CSV file has all. */
  static final int MOST_ROWS = 300;

  static Answer of(ReportPart part, Table table) {
    return new Answer(part, table, Section.of(table));
  }

  boolean isEmpty() {
    return table.rows().isEmpty();
  }

  /** Title, description and tables; empty without rows. */
  String markdown() {
    if (isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append("## ").append(part.query().title()).append("\n\n");
    text.append(part.query().description()).append("\n\n");
    for (Section section : sections) {
      if (!section.title().isEmpty()) {
        text.append("### ").append(section.title()).append("\n\n");
      }
      String circumstances = circumstances(section.table());
      text.append(circumstances).append(circumstances.isEmpty() ? "" : "\n\n");
      text.append(MarkdownTable.of(shown(section.table()).first(MOST_ROWS))).append("\n");
      int rows = section.table().rows().size();
      if (rows > MOST_ROWS) {
        text.append("Showing the first %,d of %,d rows.\n\n".formatted(MOST_ROWS, rows));
      }
    }
    return text.toString();
  }

  /** The values that all rows of a section share, as a sentence; empty without any. */
  static String circumstances(Table section) {
    List<String> shared = shared(section);
    return shared.isEmpty()
        ? ""
        : shared.stream()
            .map(c -> CellFormat.heading(c) + " " + CellFormat.text(c, section.values(c).get(0)))
            .collect(Collectors.joining(", ", "All rows: ", "."));
  }

  /** The section without the columns in {@link #circumstances}. */
  static Table shown(Table section) {
    return section.without(shared(section));
  }

  private static List<String> shared(Table section) {
    return CIRCUMSTANCES.stream().filter(section::isConstant).toList();
  }
}
