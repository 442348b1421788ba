// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import io.espalier.jobs.figure.Panel;
import io.espalier.jobs.query.CellFormat;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.Table;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A part of the report and its result. A result about settings is shown in sections, one for each
 * setting, with the shared values above the rows.
 *
 * @param sections all rows of the table, with their figures
 */
record Answer(ReportPart part, Table table, List<Drawn> sections) {
  /** Columns that are shown above a section if all rows have the same value. */
  private static final List<String> CIRCUMSTANCES =
      List.of("imp_variant", "device_kind", "threads");

  /** Maximum number of rows shown of a section; the CSV file has all. */
  static final int MAX_ROWS = 300;

  /**
   * A section and its figures.
   *
   * @param panels none if the part has no figure or this Java cannot draw
   */
  record Drawn(Section section, List<Panel> panels) {
    Drawn {
      panels = List.copyOf(panels);
    }
  }

  static Answer of(ReportPart part, Table table, Figures figures) {
    return new Answer(
        part,
        table,
        Section.of(table).stream()
            .map(section -> new Drawn(section, figures.of(part, section)))
            .toList());
  }

  List<Panel> panels() {
    return sections.stream().flatMap(drawn -> drawn.panels().stream()).toList();
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
    for (Drawn drawn : sections) {
      Section section = drawn.section();
      if (!section.title().isEmpty()) {
        text.append("### ").append(section.title()).append("\n\n");
      }
      String circumstances = circumstances(section.table());
      text.append(circumstances).append(circumstances.isEmpty() ? "" : "\n\n");
      text.append(MarkdownTable.of(shown(section.table()).first(MAX_ROWS))).append("\n");
      int rows = section.table().rows().size();
      if (rows > MAX_ROWS) {
        text.append(
            String.format(Locale.ROOT, "Showing the first %,d of %,d rows.\n\n", MAX_ROWS, rows));
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
