package io.espalier.jobs.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    List<StoredRow> rows = new ArrayList<>();
    Set<String> found = new HashSet<>();
    try (ManyFiles many = new ManyFiles()) {
      List<String> small = files.small();
      List<List<List<Object>>> read = many.each(small, name -> readable(files, name));
      for (int i = 0; i < small.size(); i++) {
        if (!read.get(i).isEmpty()) {
          String file = TableFiles.fileName(small.get(i));
          found.add(small.get(i));
          read.get(i).forEach(values -> rows.add(new StoredRow(values, file)));
        }
      }
    }
    Map<String, StoredRow> folded = new LinkedHashMap<>();
    for (String fold : files.folds()) {
      String file = TableFiles.fileName(fold);
      for (List<Object> values : files.fold(fold)) {
        folded.put(files.table().fileNameOf(values), new StoredRow(values, file));
      }
    }
    folded.keySet().removeAll(found);
    rows.addAll(folded.values());
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
