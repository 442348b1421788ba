// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import io.espalier.jobs.text.TextTable;
import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.check.EngineCheck.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Formats the engine check of an executor for a terminal, one line for each case. */
record EngineText(CheckedEngine engine) {
  private static final String NOT_CHECKED = "-";

  /**
   * @param executors names of the executors with this engine
   */
  String text(String executors) {
    Map<String, Map<String, Finding>> cases = new LinkedHashMap<>();
    Set<String> columns = new LinkedHashSet<>();
    for (Finding found : engine.verdict().findings()) {
      String column = found.type() + " " + found.quantity();
      columns.add(column);
      cases
          .computeIfAbsent(found.operation() + ", " + found.form(), any -> new LinkedHashMap<>())
          .put(column, found);
    }
    TextTable.Rows<Map.Entry<String, Map<String, Finding>>> rows =
        new TextTable.Rows<>(List.copyOf(cases.entrySet()));
    List<TextTable.Column> table = new ArrayList<>();
    table.add(rows.text("relative error of", Map.Entry::getKey));
    columns.forEach(
        column -> table.add(rows.number(column, row -> error(row.getValue().get(column)))));
    table.add(rows.text("verdict", row -> verdict(row.getValue().values())));
    return "engine of executor %s: %s%n%s"
        .formatted(executors, setting(), new TextTable(table).text());
  }

  private String setting() {
    return engine.instructionSet() == null
        ? engine.kind()
        : engine.instructionSet() + " of " + engine.kind();
  }

  private static String verdict(Collection<Finding> found) {
    return found.stream().allMatch(Finding::isRight) ? "right" : "WRONG";
  }

  private static String error(Finding finding) {
    if (finding == null) {
      return NOT_CHECKED;
    }
    String error = String.format(Locale.ROOT, "%.1e", finding.error());
    return finding.isRight() ? error : error + " !";
  }
}
