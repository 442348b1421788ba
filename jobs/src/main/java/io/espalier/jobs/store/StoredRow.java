// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.jobs.storage.ParallelMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A row and the file that holds it.
 *
 * @param values in the order of the table's columns
 * @param file the name of the file it was read from
 */
record StoredRow(List<Object> values, String file) {
  private static final Logger LOG = LoggerFactory.getLogger(StoredRow.class);

  /**
   * All rows of a table whose single-run files have one row each, each row once; see {@link
   * TableFiles} for the precedence. Skips unreadable single-run files with a warning.
   *
   * @throws BrokenRows when a compacted file is unreadable: it holds too many runs to skip
   */
  static List<StoredRow> all(TableFiles<?> files) throws IOException {
    Map<String, StoredRow> single = singleRun(files, files.singleRunFiles());
    return both(
        single, compacted(files, files.compactedFiles(), name -> !single.containsKey(name)));
  }

  /** As {@link #all}, but only the rows that were written to single-run files with these names. */
  static List<StoredRow> named(TableFiles<?> files, Set<String> names) throws IOException {
    Map<String, StoredRow> single = singleRun(files, List.copyOf(names));
    Set<String> others = new HashSet<>(names);
    others.removeAll(single.keySet());
    return both(single, compacted(files, holding(files, others), others::contains));
  }

  /**
   * All rows of a table that is never compacted, whose files can have several rows each. Skips
   * unreadable files with a warning.
   */
  static List<StoredRow> ofEachFile(TableFiles<?> files) throws IOException {
    List<String> names = files.singleRunFiles();
    List<StoredRow> rows = new ArrayList<>();
    try (ParallelMap many = ParallelMap.forIo()) {
      List<List<List<Object>>> read = many.each(names, name -> readable(files, name));
      for (int i = 0; i < names.size(); i++) {
        String file = TableFiles.fileName(names.get(i));
        read.get(i).forEach(values -> rows.add(new StoredRow(values, file)));
      }
    }
    return rows;
  }

  private static List<StoredRow> both(
      Map<String, StoredRow> single, Map<String, StoredRow> compacted) {
    List<StoredRow> rows = new ArrayList<>(single.values());
    rows.addAll(compacted.values());
    return rows;
  }

  private static Map<String, StoredRow> singleRun(TableFiles<?> files, List<String> names)
      throws IOException {
    Map<String, StoredRow> rows = new LinkedHashMap<>();
    try (ParallelMap many = ParallelMap.forIo()) {
      List<List<List<Object>>> read = many.each(names, name -> readable(files, name));
      for (int i = 0; i < names.size(); i++) {
        String name = names.get(i);
        for (List<Object> values : read.get(i)) {
          rows.put(name, new StoredRow(values, TableFiles.fileName(name)));
        }
      }
    }
    return rows;
  }

  /** The compacted files that replace at least one of {@code names}. */
  private static List<String> holding(TableFiles<?> files, Set<String> names) throws IOException {
    List<String> compacted = files.compactedFiles();
    try (ParallelMap many = ParallelMap.forIo()) {
      List<Boolean> holds =
          many.each(compacted, file -> !Collections.disjoint(names, files.replacedBy(file)));
      return IntStream.range(0, compacted.size())
          .filter(holds::get)
          .mapToObj(compacted::get)
          .toList();
    }
  }

  private static Map<String, StoredRow> compacted(
      TableFiles<?> files, List<String> compacted, Predicate<String> wanted) throws IOException {
    Map<String, StoredRow> rows = new LinkedHashMap<>();
    try (ParallelMap many = ParallelMap.forIo()) {
      many.each(compacted, file -> rowsIn(files, file, wanted))
          .forEach(rows::putAll); // the last by name takes precedence
    }
    return rows;
  }

  private static Map<String, StoredRow> rowsIn(
      TableFiles<?> files, String file, Predicate<String> wanted) throws IOException {
    Map<String, StoredRow> rows = new LinkedHashMap<>();
    for (List<Object> values : files.compactedFile(file)) {
      String name = files.table().fileNameOf(values);
      if (wanted.test(name)) {
        rows.put(name, new StoredRow(values, TableFiles.fileName(file)));
      }
    }
    return rows;
  }

  private static List<List<Object>> readable(TableFiles<?> files, String name) throws IOException {
    try {
      return files.singleRunFile(name).orElse(List.of());
    } catch (BrokenRows e) {
      LOG.warn("Skipping unreadable file: {}", e.getMessage());
      return List.of();
    }
  }
}
