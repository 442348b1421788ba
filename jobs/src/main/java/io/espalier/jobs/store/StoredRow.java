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
 * A row as it lies in a table's files.
 *
 * @param values in the order of the table's columns
 * @param file the name of the file it was read from
 */
record StoredRow(List<Object> values, String file) {
  private static final Logger LOG = LoggerFactory.getLogger(StoredRow.class);

  /**
   * All rows of a table that has one row a small file, each once; see {@link TableFiles} for the
   * order of looking. Small files that are broken are left out with a warning.
   *
   * @throws BrokenRows when a fold is broken: it stands for too many runs to go on without it
   */
  static List<StoredRow> all(TableFiles<?> files) throws IOException {
    Map<String, StoredRow> small = small(files, files.small());
    return both(small, folded(files, files.folds(), name -> !small.containsKey(name)));
  }

  /** As {@link #all}, those rows only that were written to small files of these names. */
  static List<StoredRow> named(TableFiles<?> files, Set<String> names) throws IOException {
    Map<String, StoredRow> small = small(files, List.copyOf(names));
    Set<String> others = new HashSet<>(names);
    others.removeAll(small.keySet());
    return both(small, folded(files, holding(files, others), others::contains));
  }

  private static List<StoredRow> both(Map<String, StoredRow> small, Map<String, StoredRow> folded) {
    List<StoredRow> rows = new ArrayList<>(small.values());
    rows.addAll(folded.values());
    return rows;
  }

  private static Map<String, StoredRow> small(TableFiles<?> files, List<String> names)
      throws IOException {
    Map<String, StoredRow> rows = new LinkedHashMap<>();
    try (ParallelMap many = ParallelMap.waiting()) {
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

  /** The folds that took the place of one of {@code names}, to be read for them. */
  private static List<String> holding(TableFiles<?> files, Set<String> names) throws IOException {
    List<String> folds = files.folds();
    try (ParallelMap many = ParallelMap.waiting()) {
      List<Boolean> holds =
          many.each(folds, fold -> !Collections.disjoint(names, files.foldedIn(fold)));
      return IntStream.range(0, folds.size()).filter(holds::get).mapToObj(folds::get).toList();
    }
  }

  private static Map<String, StoredRow> folded(
      TableFiles<?> files, List<String> folds, Predicate<String> wanted) throws IOException {
    Map<String, StoredRow> rows = new LinkedHashMap<>();
    try (ParallelMap many = ParallelMap.waiting()) {
      many.each(folds, fold -> foldedIn(files, fold, wanted))
          .forEach(rows::putAll); // the last by name counts
    }
    return rows;
  }

  private static Map<String, StoredRow> foldedIn(
      TableFiles<?> files, String fold, Predicate<String> wanted) throws IOException {
    Map<String, StoredRow> rows = new LinkedHashMap<>();
    for (List<Object> values : files.fold(fold)) {
      String name = files.table().fileNameOf(values);
      if (wanted.test(name)) {
        rows.put(name, new StoredRow(values, TableFiles.fileName(fold)));
      }
    }
    return rows;
  }

  private static List<List<Object>> readable(TableFiles<?> files, String name) throws IOException {
    try {
      return files.small(name).orElse(List.of());
    } catch (BrokenRows e) {
      LOG.warn("Left out: {}", e.getMessage());
      return List.of();
    }
  }
}
