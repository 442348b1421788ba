// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Changes values in the row of a run, and in no other file.
 *
 * @param key of the run
 */
public record TamperedRow(ResultStore store, String key) {

  public static TamperedRow of(ResultStore store, String key) {
    return new TamperedRow(store, key);
  }

  /** Replaces a part of the column {@code settings}. */
  public void settings(String part, String by) throws IOException {
    String settings = (String) values().get(index("settings"));
    assertThat(settings).contains(part);
    change(Map.of("settings", settings.replace(part, by)));
  }

  public void seed(long seed) throws IOException {
    change(Map.of("seed", seed));
  }

  public void accuracyAndThreads(double accuracy, int threads) throws IOException {
    change(Map.of("accuracy", accuracy, "threads", threads));
  }

  /** Says that mask and weights were written to another folder. */
  public void movedTo(String folder) throws IOException {
    change(Map.of("weights_uri", folder + "/ticket-0000.params", "mask_uri", folder + "/mask"));
  }

  private List<Object> values() throws IOException {
    return store.files(ResultTable.RUNS).singleRunFile(key).orElseThrow().get(0);
  }

  private void change(Map<String, Object> changes) throws IOException {
    List<Object> values = new ArrayList<>(values());
    changes.forEach((column, value) -> values.set(index(column), value));
    store
        .files(ResultTable.RUNS)
        .createSingleRunFile(key, List.of(ResultTable.RUNS.type().row(values)));
  }

  private static int index(String column) {
    return ResultTable.RUNS.type().sparkSchema().fieldIndex(column);
  }
}
