// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.store.StoredRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small sweep in both precisions. */
class PrecisionSweepTest {
  private static final String GRID =
      """
      dense: {epochs: 1, batch: 20}
      grid:
        dataset: {name: shapes, train: 40, test: 20}
        model: {name: resnet20s, width: 0.25}
        method: {name: omp, epochs: 1, batch: 20}
        sparsity: 0.5
        seed: 1
        precision: [float32, bf16]
      """;

  @TempDir private Path folder;

  @Test
  void runs_of_each_precision_have_their_own_setting_and_the_shipped_query_compares_them()
      throws IOException {
    Path config = Files.writeString(folder.resolve("sweep.yaml"), GRID);
    CommandLineRun sweep =
        CommandLineRun.of("sweep", config.toString(), "--out", folder.toString());

    assertThat(sweep.exit()).as(sweep.err()).isEqualTo(0);
    assertThat(rows())
        .extracting(row -> row.identity().method(), row -> row.identity().setting())
        .containsExactlyInAnyOrder(
            tuple("dense", "shapes(test=20 train=40) resnet20s(width=0.25)"),
            tuple("omp", "shapes(test=20 train=40) resnet20s(width=0.25)"),
            tuple("dense", "shapes(test=20 train=40) resnet20s(width=0.25) bf16"),
            tuple("omp", "shapes(test=20 train=40) resnet20s(width=0.25) bf16"));
    assertThat(rows()).extracting(row -> row.result().loss()).doesNotHaveDuplicates();

    CommandLineRun compared =
        CommandLineRun.of(
            "sql", "--out", folder.toString(), "--format", "csv", "../docs/precision.sql");

    assertThat(compared.exit()).as(compared.err()).isEqualTo(0);
    assertThat(compared.out().lines())
        .hasSize(3)
        .anyMatch(line -> line.contains("resnet20s(width=0.25),unstructured,dense,"))
        .anyMatch(line -> line.contains("resnet20s(width=0.25),unstructured,omp,"));
  }

  private List<RunRow> rows() throws IOException {
    ResultStore store = new ResultStore(folder.toString(), new Configuration());
    List<RunRow> rows = new ArrayList<>();
    for (String key : store.doneKeys()) {
      rows.add(StoredRun.of(store, key).orElseThrow());
    }
    return rows;
  }
}
