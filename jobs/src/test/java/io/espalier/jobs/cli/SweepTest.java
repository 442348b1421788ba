// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.store.StoredRun;
import io.espalier.pruning.mask.Sparsity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole small sweeps: 12 runs of a few steps. */
class SweepTest {
  private static final String GRID =
      """
      dense: {epochs: 1, batch: 20}
      grid:
        dataset: {name: shapes, train: 40, test: 20}
        model: {name: resnet20s, width: 0.25}
        method:
          - {name: bip, epochs: 1, batch: 20}
          - {name: imp, epochs: 1, batch: 20}
          - {name: omp, epochs: 1, batch: 20, rate: %s}
          - {name: random, epochs: 1, batch: 20}
        sparsity: [{rounds: 2}, 0.5]
        seed: 1
      """;

  /** A failure row of a second attempt. */
  private static final String SECOND = "glob:**-2.parquet";

  @TempDir private Path folder;

  @Test
  void every_cell_has_one_row_with_the_exact_number_of_weights_and_a_second_sweep_runs_nothing()
      throws IOException {
    CommandLineRun first = sweep("0.1", "out");

    assertThat(first.exit()).as(first.err()).isEqualTo(0);
    assertThat(first.out()).contains("winning ticket").contains("undecided").contains("Speedup");
    Path page = folder.resolve("out/report/index.html");
    assertThat(first.err()).contains("Report: " + page);
    assertThat(page).content().contains("<svg").contains("<h2>Accuracy by sparsity</h2>");
    List<RunRow> rows = rows("out");
    assertThat(rows)
        .extracting(row -> row.identity().method() + " " + row.identity().sparsityTarget())
        .containsExactlyInAnyOrder(
            "dense 0.0",
            "bip " + Sparsity.afterRounds(2).share(),
            "bip 0.5",
            "imp " + Sparsity.afterRounds(1).share(),
            "imp " + Sparsity.afterRounds(2).share(),
            "imp " + Sparsity.afterRounds(3).share(),
            "imp 0.5",
            "omp " + Sparsity.afterRounds(2).share(),
            "omp 0.5",
            "random " + Sparsity.afterRounds(2).share(),
            "random 0.5");
    assertThat(rows)
        .allSatisfy(
            row -> {
              Sparsity target = new Sparsity(row.identity().sparsityTarget());
              long prunable = row.result().prunable();
              assertThat(row.result().kept()).isEqualTo(target.kept(prunable));
              assertThat(Path.of(row.artifacts().weightsUri())).isNotEmptyFile();
              assertThat(Path.of(row.artifacts().maskUri())).isNotEmptyFile();
              assertThat(row.place().threads()).isEqualTo(1);
            });
    assertThat(rows)
        .filteredOn(row -> row.identity().method().equals("imp"))
        .extracting(row -> row.cost().passes())
        .as("passes of rounds 1, 2, 3 and of the cut between 3 and 4")
        .containsExactlyInAnyOrder(1.0, 2.0, 3.0, 4.0);

    Map<Path, String> before = files("out");
    CommandLineRun second = sweep("0.1", "out");

    assertThat(second.exit()).isEqualTo(0);
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(files("out")).isEqualTo(before);

    CommandLineRun again = sweep("out", GRID.formatted("0.1"), List.of("--rerun", "all"));

    assertThat(again.exit()).isEqualTo(0);
    assertThat(rows("out"))
        .as("the same runs made again")
        .extracting(row -> row.identity().key() + " " + row.result())
        .containsExactlyInAnyOrderElementsOf(
            rows.stream().map(row -> row.identity().key() + " " + row.result()).toList());
  }

  @Test
  void a_diverged_run_has_a_failure_row_and_does_not_stop_other_runs() throws IOException {
    CommandLineRun run = sweep("1e30", "out");

    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.err()).contains("DIVERGED: The mean training loss").doesNotContain("\tat ");
    assertThat(run.out()).contains("DIVERGED");
    assertThat(rows("out")).hasSize(9).noneMatch(row -> row.identity().method().equals("omp"));
    try (Stream<Path> failures = Files.list(folder.resolve("out/failures"))) {
      assertThat(failures).hasSize(2).allMatch(file -> file.toString().endsWith("-1.parquet"));
    }

    CommandLineRun again = sweep("1e30", "out");

    assertThat(again.exit()).isEqualTo(4);
    assertThat(again.err()).contains("DIVERGED: The mean training loss");
    assertThat(folder.resolve("out/failures")).as("left alone").isDirectoryNotContaining(SECOND);

    assertThat(sweep("out", GRID.formatted("1e30"), List.of("--rerun", "failed")).exit())
        .isEqualTo(4);
    assertThat(folder.resolve("out/failures")).as("on demand").isDirectoryContaining(SECOND);
  }

  @Test
  void descendants_of_a_failed_run_are_reported_with_the_run_that_blocks_them() throws IOException {
    String diverging = GRID.formatted("0.1").replace("dense: {", "dense: {rate: 1e30, ");
    CommandLineRun run = sweep("out", diverging, List.of());

    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.err()).contains("Not started").contains("blocked by");
    assertThat(rows("out")).hasSize(2).allMatch(row -> row.identity().method().equals("random"));
  }

  @Test
  void a_deleted_ticket_is_recreated_bit_for_bit() throws IOException {
    String dense =
        GRID.formatted("0.1")
            .replaceAll(
                "(?s)method:.*sparsity", "method: {name: imp, epochs: 1, batch: 20}\n  sparsity");
    sweep("out", dense.replace("[{rounds: 2}, 0.5]", "{rounds: 1}"), List.of());
    Path parent = artifacts("out", "imp");
    byte[] state = Files.readAllBytes(parent.resolve("state.safetensors"));
    try (Stream<Path> files = Files.list(parent)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }

    CommandLineRun longer =
        sweep("out", dense.replace("[{rounds: 2}, 0.5]", "{rounds: 2}"), List.of());

    assertThat(longer.exit()).as(longer.err()).isEqualTo(0);
    assertThat(Files.readAllBytes(parent.resolve("state.safetensors"))).isEqualTo(state);
    assertThat(rows("out")).hasSize(3);
  }

  private CommandLineRun sweep(String ompRate, String out) throws IOException {
    return sweep(out, GRID.formatted(ompRate), List.of());
  }

  private CommandLineRun sweep(String out, String yaml, List<String> more) throws IOException {
    Path config = Files.writeString(folder.resolve("sweep.yaml"), yaml);
    List<String> arguments =
        new ArrayList<>(
            List.of("sweep", config.toString(), "--out", folder.resolve(out).toString()));
    arguments.addAll(more);
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private List<RunRow> rows(String out) throws IOException {
    ResultStore store = new ResultStore(folder.resolve(out).toString(), new Configuration());
    List<RunRow> rows = new ArrayList<>();
    for (String key : store.doneKeys()) {
      rows.add(StoredRun.of(store, key).orElseThrow());
    }
    return rows;
  }

  private Path artifacts(String out, String method) throws IOException {
    return rows(out).stream()
        .filter(row -> row.identity().method().equals(method))
        .map(row -> folder.resolve(out).resolve("artifacts").resolve(row.identity().key()))
        .findFirst()
        .orElseThrow();
  }

  /** All files, with their times, except the report, which each sweep rewrites. */
  private Map<Path, String> files(String out) throws IOException {
    Map<Path, String> files = new TreeMap<>();
    Path report = folder.resolve(out).resolve("report");
    try (Stream<Path> all = Files.walk(folder.resolve(out)).filter(f -> !f.startsWith(report))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file, Files.getLastModifiedTime(file).toString());
      }
    }
    return files;
  }
}
