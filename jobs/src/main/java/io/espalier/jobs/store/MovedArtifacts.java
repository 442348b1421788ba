// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The locations of artifacts in rows of runs, as they are today. A row has the locations at which
 * its run wrote them; the result folder can have been moved, copied or merged with another since.
 *
 * <p>A location that ends in {@code artifacts/KEY/NAME}, with the key of its row, becomes the one
 * in this result folder if {@code artifacts/KEY} exists there. Otherwise it is unchanged, because
 * the rows can have been copied without the artifacts.
 *
 * @param store the results as they are read now
 */
record MovedArtifacts(ResultStore store) {
  private static final int KEY = columnOf(new RowType<>(ResultTable.Key.class).columns().get(0));

  private static final List<Integer> LOCATIONS =
      new RowType<>(RunArtifacts.class).columns().stream().map(MovedArtifacts::columnOf).toList();

  private static int columnOf(Column column) {
    return ResultTable.RUNS.type().columns().indexOf(column);
  }

  /** The rows with the current locations; lists the artifacts only if a location differs. */
  List<StoredRow> found(List<StoredRow> rows) throws IOException {
    if (rows.stream().allMatch(row -> here(row).equals(row))) {
      return rows;
    }
    Set<String> keys = Set.copyOf(store.storage().folders(store.artifacts()));
    return rows.stream().map(row -> keys.contains(key(row)) ? here(row) : row).toList();
  }

  private StoredRow here(StoredRow row) {
    List<Object> values = new ArrayList<>(row.values());
    LOCATIONS.forEach(place -> values.set(place, here(key(row), values.get(place))));
    return new StoredRow(values, row.file());
  }

  private Object here(String key, Object stored) {
    if (!(stored instanceof String location)) {
      return stored;
    }
    String name = location.substring(location.lastIndexOf('/') + 1);
    return location.endsWith("/" + ResultStore.ARTIFACTS + "/" + key + "/" + name)
        ? Storage.in(store.artifacts(key), name)
        : stored;
  }

  private static String key(StoredRow row) {
    return (String) row.values().get(KEY);
  }
}
