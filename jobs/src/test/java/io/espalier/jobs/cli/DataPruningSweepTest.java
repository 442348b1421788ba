// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps on a part of the images, on a network of 4,000 weights. */
class DataPruningSweepTest {
  private static final String SWEEP =
      """
      dense: {epochs: %s, batch: 10}
      grid:
        dataset: {name: shapes, train: 40, test: 10}
        model: {name: resnet20s, width: 0.125}
        %s
        method: {name: omp, epochs: 1, batch: 10}
        sparsity: 0.5
        seed: [1, 2]
      """;

  @TempDir private Path folder;

  @Test
  void keeping_all_images_has_the_keys_and_bits_of_no_pruning_and_parts_are_made_again()
      throws IOException {
    ResultStore plain = sweep("plain", 1, "");
    ResultStore parts =
        sweep(
            "parts",
            1,
            "data_pruning: [{keep: 1, score: forgetting}, {keep: 0.5, seeds: 2, score_epochs: 1}]");
    Map<String, RunRow> all = rows(parts);

    for (RunRow row : rows(plain).values()) {
      assertThat(all).containsKey(row.identity().key());
      assertThat(all.get(row.identity().key()).result()).isEqualTo(row.result());
      assertThat(Files.readAllBytes(state("parts", row)))
          .isEqualTo(Files.readAllBytes(state("plain", row)));
    }
    List<RunRow> scores = of(all, "el2n");
    assertThat(scores)
        .singleElement()
        .satisfies(row -> assertThat(row.cost().passes()).isEqualTo(2));
    String key = scores.get(0).identity().key();
    List<RunRow> onHalf =
        all.values().stream().filter(row -> row.identity().scoresKey() != null).toList();
    assertThat(onHalf).hasSize(2 * 2);
    assertThat(onHalf)
        .allSatisfy(
            row -> {
              assertThat(row.identity().scoresKey()).isEqualTo(key);
              assertThat(row.identity().setting())
                  .endsWith("data_pruning(keep=0.5 score_epochs=1 seeds=2)");
              assertThat(row.identity().settings()).contains("\"keep\":0.5");
            });
    RunRow omp = of(all, "omp").stream().filter(onHalf::contains).findFirst().orElseThrow();
    assertThat(omp.cost().passes()).isEqualTo(0.5);
    CommandLineRun again =
        CommandLineRun.of("reproduce", omp.identity().key(), "--out", at("parts"));
    assertThat(again.exit()).as(again.err()).isEqualTo(ExitCode.DONE);
    assertThat(again.out()).contains("el2n(", "Equal to the last bit.");
  }

  /** Dense runs of six epochs; a window of two of five groups from the second to the fifth. */
  @Test
  void other_images_in_each_epoch_cost_less_than_planned_and_are_made_again() throws IOException {
    ResultStore store =
        sweep("epochs", 6, "data_pruning: [{keep: 0.9, score: seta, window: 0.4, until: 0.9}]");
    List<RunRow> dense = of(rows(store), "dense");

    assertThat(dense).hasSize(2);
    assertThat(dense)
        .allSatisfy(
            row -> {
              assertThat(row.identity().scoresKey()).isNull();
              assertThat(row.identity().setting())
                  .endsWith("data_pruning(keep=0.9 score=seta until=0.9 window=0.4)");
              assertThat(row.cost().passes()).isBetween(2 * 0.9 + 0.1, 6 * 0.9 - 0.1);
            });
    assertThat(of(rows(store), "omp"))
        .as("one epoch, which knows no losses")
        .allSatisfy(row -> assertThat(row.cost().passes()).isEqualTo(0.9));
    CommandLineRun again =
        CommandLineRun.of("reproduce", dense.get(0).identity().key(), "--out", at("epochs"));
    assertThat(again.exit()).as(again.err()).isEqualTo(ExitCode.DONE);
    assertThat(again.out()).contains("Equal to the last bit.");
  }

  private ResultStore sweep(String name, int epochs, String dimension) throws IOException {
    Path config =
        Files.writeString(folder.resolve(name + ".yaml"), SWEEP.formatted(epochs, dimension));
    CommandLineRun sweep = CommandLineRun.of("sweep", config.toString(), "--out", at(name));
    assertThat(sweep.exit()).as(sweep.err()).isEqualTo(ExitCode.DONE);
    return new ResultStore(at(name), new Configuration());
  }

  private static Map<String, RunRow> rows(ResultStore store) throws IOException {
    Set<String> keys = store.doneKeys();
    return store.runs(keys).stream()
        .collect(Collectors.toMap(row -> row.identity().key(), row -> row));
  }

  private static List<RunRow> of(Map<String, RunRow> rows, String method) {
    return rows.values().stream().filter(row -> row.identity().method().equals(method)).toList();
  }

  private Path state(String name, RunRow row) {
    return folder.resolve(name).resolve("artifacts/" + row.identity().key() + "/state.safetensors");
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }
}
