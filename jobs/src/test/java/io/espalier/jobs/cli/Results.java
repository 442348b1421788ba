// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.store.StoredRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** A result folder, as tests inspect it. */
record Results(Path folder) {

  SortedMap<String, RunRow> rows() throws IOException {
    ResultStore store = new ResultStore(folder.toString(), new Configuration());
    SortedMap<String, RunRow> rows = new TreeMap<>();
    for (String key : store.doneKeys()) {
      rows.put(key, StoredRun.of(store, key).orElseThrow());
    }
    return rows;
  }

  /** Names of the files of a table, complete or not. */
  List<String> files(String table) {
    return names(folder.resolve(table));
  }

  /** Start markers and checkpoints of unfinished runs, by key: {@code KEY/start-1}. */
  List<String> unfinished() {
    return names(folder.resolve("artifacts")).stream()
        .flatMap(
            key ->
                names(folder.resolve("artifacts").resolve(key).resolve("unfinished")).stream()
                    .map(name -> key + "/" + name))
        .toList();
  }

  Path unfinished(String name) {
    String[] keyAndFile = name.split("/");
    return folder
        .resolve("artifacts")
        .resolve(keyAndFile[0])
        .resolve("unfinished")
        .resolve(keyAndFile[1]);
  }

  /**
   * Asserts that both have the same runs, each with the same result and passes and with
   * bit-identical weights and mask.
   */
  void assertSameAs(Results other) throws IOException {
    SortedMap<String, RunRow> rows = rows();
    SortedMap<String, RunRow> others = other.rows();
    assertThat(rows.keySet()).isEqualTo(others.keySet());
    for (String key : rows.keySet()) {
      assertThat(rows.get(key).result()).as(key).isEqualTo(others.get(key).result());
      assertThat(rows.get(key).cost().passes()).isEqualTo(others.get(key).cost().passes());
      for (String file : List.of("state.safetensors", "mask.safetensors", "ticket-0000.params")) {
        assertThat(artifact(key, file)).hasSameBinaryContentAs(other.artifact(key, file));
      }
    }
  }

  private Path artifact(String key, String file) {
    return folder.resolve("artifacts").resolve(key).resolve(file);
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) { // not there yet
      return List.of();
    }
  }
}
