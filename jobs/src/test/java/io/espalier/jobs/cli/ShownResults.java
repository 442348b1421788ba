// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All rows of a result folder as SQL shows them.
 *
 * @param tables rows by table
 * @param began time before the first run, in milliseconds since 1970 UTC
 * @param ended time after the last run, in milliseconds since 1970 UTC
 */
record ShownResults(Path folder, Map<String, List<ShownRow>> tables, long began, long ended) {
  static final List<String> TABLES =
      List.of(
          "runs",
          "epochs",
          "layers",
          "failures",
          "latencies",
          "robustness",
          "sharpness",
          "connectivity");

  List<ShownRow> of(String table) {
    return tables.get(table);
  }

  ShownRow run(String key) {
    return of("runs").stream()
        .filter(row -> row.text("key").equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No run " + key));
  }
}
