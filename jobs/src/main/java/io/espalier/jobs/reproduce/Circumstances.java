// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.reproduce;

import io.espalier.jobs.store.Provenance;
import io.espalier.jobs.store.RunPlace;
import io.espalier.jobs.store.RunRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What can decide the last bits of a result and is not part of the key of a run: the columns of its
 * processor, its settings and its software.
 *
 * @param columns values by the name of the column; null where the row has none
 */
record Circumstances(Map<String, String> columns) {

  /** Of a row. */
  static Circumstances of(RunRow row) {
    RunPlace place = row.place();
    Provenance software = row.provenance();
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("device_kind", place.deviceKind());
    columns.put("instruction_set", place.instructionSet());
    columns.put("threads", String.valueOf(place.threads()));
    columns.put("tf32", place.tf32() == null ? null : place.tf32().toString());
    columns.put("espalier_version", software.espalierVersion());
    columns.put("git_commit", software.gitCommit());
    columns.put("djl_version", software.djlVersion());
    columns.put("libtorch_version", software.libtorchVersion());
    columns.put("spark_version", software.sparkVersion());
    columns.put("java_version", software.javaVersion());
    columns.put("os", software.os());
    return new Circumstances(columns);
  }

  /** What differs, a line for each column: {@code threads: 1, now 2}. */
  List<String> differencesTo(Circumstances now) {
    return columns.keySet().stream()
        .filter(column -> !Objects.equals(columns.get(column), now.columns.get(column)))
        .map(
            column ->
                "%s: %s, now %s"
                    .formatted(column, shown(columns.get(column)), shown(now.columns.get(column))))
        .toList();
  }

  private static String shown(String value) {
    return value == null ? "not recorded" : value;
  }
}
