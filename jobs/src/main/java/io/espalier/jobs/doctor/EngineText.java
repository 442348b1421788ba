// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.check.EngineCheck.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Formats the engine check of an executor for a terminal, one line for each case. */
record EngineText(CheckedEngine engine) {
  private static final String NOT_CHECKED = "-";

  /**
   * @param executors names of the executors with this engine
   */
  String text(String executors) {
    Map<String, Map<String, Finding>> cases = new LinkedHashMap<>();
    Map<String, String> columns = new LinkedHashMap<>();
    for (Finding found : engine.verdict().findings()) {
      String column = found.type() + " " + found.quantity();
      columns.put(column, column);
      cases
          .computeIfAbsent(found.operation() + ", " + found.form(), any -> new LinkedHashMap<>())
          .put(column, found);
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        Stream.of(Stream.of("relative error of"), columns.keySet().stream(), Stream.of("verdict"))
            .flatMap(cells -> cells)
            .toList());
    cases.forEach((name, found) -> rows.add(row(name, columns.keySet(), found)));
    return "engine of executor %s: %s%n%s"
        .formatted(executors, setting(), DiagnosisText.aligned(rows));
  }

  private String setting() {
    return engine.instructionSet() == null
        ? engine.kind()
        : engine.instructionSet() + " of " + engine.kind();
  }

  private static List<String> row(
      String name, Iterable<String> columns, Map<String, Finding> found) {
    List<String> row = new ArrayList<>(List.of(name));
    for (String column : columns) {
      row.add(found.containsKey(column) ? error(found.get(column)) : NOT_CHECKED);
    }
    row.add(found.values().stream().allMatch(Finding::isRight) ? "right" : "WRONG");
    return row;
  }

  private static String error(Finding finding) {
    String error = String.format(Locale.ROOT, "%.1e", finding.error());
    return finding.isRight() ? error : error + " !";
  }
}
