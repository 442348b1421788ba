// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Thrown when a file of rows has columns of a newer version, which this version would drop. */
final class NewerRows extends IOException {
  private static final long serialVersionUID = 1;

  private final String location;
  private final String columns;

  NewerRows(String location, Set<String> columns) {
    this(location, String.join(", ", columns), "");
  }

  private NewerRows(String location, String columns, String others) {
    super(
        "Cannot compact %s%s: columns %s were written by a newer version; compact with that version"
            .formatted(location, others, columns));
    this.location = location;
    this.columns = columns;
  }

  /** What many files have in common. */
  private record Kind(String folder, String columns) {}

  private Kind kind() {
    return new Kind(location.substring(0, location.lastIndexOf('/') + 1), columns);
  }

  /** One message for all files of a folder with the same new columns: they can be thousands. */
  static List<String> messages(Collection<NewerRows> all) {
    return all.stream().collect(Collectors.groupingBy(NewerRows::kind)).entrySet().stream()
        .map(alike -> message(alike.getKey(), alike.getValue()))
        .sorted()
        .toList();
  }

  private static String message(Kind kind, List<NewerRows> alike) {
    String first =
        alike.stream().map(one -> one.location).min(Comparator.naturalOrder()).orElseThrow();
    String others = alike.size() == 1 ? "" : " and %s more".formatted(alike.size() - 1);
    return new NewerRows(first, kind.columns(), others).getMessage();
  }
}
