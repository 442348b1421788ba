// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds finished runs by the start of their keys, which is what plans, logs and reports print.
 *
 * @param store the results
 */
public record RunsByPrefix(ResultStore store) {
  private static final int SHOWN = 3;

  /**
   * The run whose key starts with {@code prefix}.
   *
   * @throws IOException naming the prefix, when it is of no finished run or of several
   */
  public RunRow one(String prefix) throws IOException {
    return all(List.of(prefix)).get(0);
  }

  /**
   * The runs of these prefixes, in their order, each once.
   *
   * @throws IOException naming every prefix that is of no finished run or of several
   */
  public List<RunRow> all(List<String> prefixes) throws IOException {
    Set<String> done = store.doneKeys();
    Set<String> keys = new LinkedHashSet<>();
    List<String> problems = new ArrayList<>();
    for (String prefix : prefixes) {
      List<String> found = done.stream().filter(key -> key.startsWith(prefix)).sorted().toList();
      if (found.size() == 1) {
        keys.add(found.get(0));
      } else {
        problems.add(problem(prefix, found));
      }
    }
    if (!problems.isEmpty()) {
      throw new IOException(
          "Cannot find runs in %s: %s".formatted(store.root(), String.join("; ", problems)));
    }
    Map<String, RunRow> rows =
        store.runs(keys).stream()
            .collect(Collectors.toMap(row -> row.identity().key(), Function.identity()));
    for (String key : keys) {
      if (!rows.containsKey(key)) {
        throw new IOException(
            "Cannot read run %s in %s: its file is damaged".formatted(key, store.root()));
      }
    }
    return keys.stream().map(rows::get).toList();
  }

  private static String problem(String prefix, List<String> found) {
    if (found.isEmpty()) {
      return "no finished run has a key that starts with " + prefix;
    }
    String shown = found.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return "%s runs have keys that start with %s, give more of one: %s%s"
        .formatted(found.size(), prefix, shown, found.size() > SHOWN ? ", …" : "");
  }
}
