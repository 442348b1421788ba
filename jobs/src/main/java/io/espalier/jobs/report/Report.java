package io.espalier.jobs.report;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * A question and its answer. People see an answer about settings in sections, one a setting, so
 * that what all rows of a section share is said once, above them.
 */
record Report(Query query, Table table) {
  /** The columns that say what a row may be compared with. */
  private static final List<String> SETTING =
      List.of("dataset", "dataset_fingerprint", "model", "structure", "setting", "dense_variant");

  /** Columns that are long and mostly the same: said above a section where they are. */
  private static final List<String> CIRCUMSTANCES =
      List.of("imp_variant", "device_kind", "threads");

  private static final int FINGERPRINT_LENGTH = 8;

  /** Title, description and tables; empty when the answer has no rows. */
  String markdown() {
    if (table.rows().isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append("## ").append(query.title()).append("\n\n");
    text.append(query.description()).append("\n\n");
    table
        .split(table.columns().containsAll(SETTING) ? SETTING : List.of())
        .forEach(
            (setting, section) -> {
              if (!setting.isEmpty()) {
                text.append("### ").append(heading(setting)).append("\n\n");
              }
              text.append(section(section));
            });
    return text.toString();
  }

  private static String section(Table section) {
    List<String> shared = CIRCUMSTANCES.stream().filter(section::saysOneThing).toList();
    String circumstances =
        shared.stream()
            .map(c -> CellFormat.heading(c) + " " + CellFormat.text(c, section.values(c).get(0)))
            .collect(Collectors.joining(", "));
    String lead = shared.isEmpty() ? "" : "Throughout: " + circumstances + ".\n\n";
    return lead + MarkdownTable.of(section.without(shared)) + "\n";
  }

  private static String heading(Map<String, Object> setting) {
    StringJoiner heading = new StringJoiner(", ");
    heading.add(setting.get("setting").toString());
    heading.add(setting.get("structure").toString());
    if (setting.get("dense_variant") instanceof String variant && !variant.isEmpty()) {
      heading.add("dense " + variant);
    }
    String fingerprint = setting.get("dataset_fingerprint").toString();
    heading.add(
        "data " + fingerprint.substring(0, Math.min(FINGERPRINT_LENGTH, fingerprint.length())));
    return heading.toString();
  }
}
