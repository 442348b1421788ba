// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RobustnessRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measures the tickets of a real sweep. */
class MeasureCommandTest {
  private static final String SWEEP =
      """
      dense: {epochs: 1, batch: 10}
      grid:
        dataset: {name: shapes, train: 20, test: 10}
        model: {name: resnet20s, width: 0.125}
        method: {name: omp, epochs: 1, batch: 10}
        sparsity: 0.5
        seed: 1
      """;

  @TempDir private static Path folder;
  @TempDir private Path copy;
  private Path out;

  @BeforeAll
  static void sweep() throws IOException {
    Path config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
    CommandLineRun sweep =
        CommandLineRun.of(
            "sweep", config.toString(), "--out", folder.resolve("results").toString());
    assertThat(sweep.exit()).as(sweep.err()).isEqualTo(ExitCode.DONE);
  }

  /** Artifacts are found where the results are. */
  @BeforeEach
  void copy_the_results() throws IOException {
    out = copy.resolve("results");
    FileUtils.copyDirectory(folder.resolve("results").toFile(), out.toFile());
  }

  @Test
  void tickets_are_measured_once_unless_they_are_asked_for_again() throws IOException {
    assertThat(measure("--where", "method = 'omp'", "--corruptions", "fog").err())
        .contains("Measuring 1 of 1 tickets%n".formatted())
        .contains("Measured 1 of 1 tickets; espalier report shows them");
    List<RobustnessRow> first = rows();
    assertThat(first).hasSize(6);

    assertThat(measure("--where", "true", "--corruptions", "fog").err())
        .contains("Measuring 1 of 2 tickets; the others have been measured");
    assertThat(rows()).hasSize(12).containsAll(first);
    assertThat(measure("--where", "true", "--corruptions", "fog,contrast").err())
        .as("other corruptions are missing")
        .contains("Measured 2 of 2 tickets");
    assertThat(rows()).hasSize(12 + 2 * 11);
    assertThat(measure("--where", "true", "--corruptions", "fog", "--again").err())
        .contains("Measured 2 of 2 tickets");
    assertThat(
            rows().stream()
                .map(row -> List.of(row.key(), row.corruption(), row.severity(), row.loss()))
                .distinct())
        .as("the same numbers again")
        .hasSize(2 * 11);
  }

  /** A ticket that cannot be measured must not hide what the others gave. */
  @Test
  void a_ticket_with_a_damaged_file_is_told_and_the_others_are_measured() throws IOException {
    String damaged = someKey();
    Path state = out.resolve("artifacts").resolve(damaged).resolve("state.safetensors");
    Files.write(state, new byte[] {1, 2, 3});

    CommandLineRun run = measure("--where", "true", "--corruptions", "all");

    assertThat(run.exit()).isEqualTo(ExitCode.FAILED_RUNS);
    assertThat(run.err())
        .contains("Cannot measure " + damaged.substring(0, 10), "state.safetensors")
        .contains("Measured 1 of 2 tickets")
        .doesNotContain("\tat ");
    assertThat(rows()).hasSize(36).extracting(RobustnessRow::key).doesNotContain(damaged);
  }

  @Test
  void a_ticket_that_has_lost_a_file_is_told_and_the_others_are_measured() throws IOException {
    String damaged = someKey();
    Files.delete(out.resolve("artifacts").resolve(damaged).resolve("state.safetensors"));

    CommandLineRun run = measure("--where", "true", "--corruptions", "fog");

    assertThat(run.exit()).isEqualTo(ExitCode.FAILED_RUNS);
    assertThat(run.err())
        .contains("Cannot use the ticket of run " + damaged + ": ", "has no state.safetensors")
        .contains("Measured 1 of 2 tickets")
        .doesNotContain("\tat ");
    assertThat(rows()).hasSize(6).extracting(RobustnessRow::key).doesNotContain(damaged);
    assertThat(measure("--ticket", damaged, "--corruptions", "fog").err())
        .contains("Measured 0 of 1 tickets");
  }

  @Test
  void runs_that_score_images_are_not_measured() throws IOException {
    Path config =
        Files.writeString(
            copy.resolve("half.yaml"),
            SWEEP + "  data_pruning: {keep: 0.5, score: el2n, seeds: 1, score_epochs: 1}\n");
    CommandLineRun sweep = CommandLineRun.of("sweep", config.toString(), "--out", out.toString());
    assertThat(sweep.exit()).as(sweep.err()).isEqualTo(ExitCode.DONE);

    assertThat(measure("--where", "sparsity = 0", "--corruptions", "fog").err())
        .as("2 dense runs, and one that scores images")
        .contains("Measured 2 of 2 tickets");
    assertThat(measure("--where", "method = 'el2n'", "--corruptions", "fog").err())
        .contains(
            "Cannot measure runs that only score images (1 chosen): choose dense or pruned ones");
  }

  /** Spark may have an executor that has the device. */
  @Test
  void a_device_that_no_executor_has_is_told_in_one_line() {
    CommandLineRun run = measure("--where", "true", "--corruptions", "fog", "--set", "device=gpu");

    assertThat(run.exit()).isEqualTo(ExitCode.FAILED_RUNS);
    assertThat(run.err())
        .contains("Cannot measure: Cannot run on a GPU: Spark assigns none to this task")
        .contains("the same command goes on with the others")
        .doesNotContain("NoSuchDevice", "\tat ");
  }

  @Test
  void a_table_that_cannot_be_written_is_told_before_anything_is_measured() throws IOException {
    Path table = Files.createFile(out.resolve("robustness"));

    CommandLineRun run = measure("--ticket", someKey(), "--corruptions", "fog");

    assertThat(run.exit()).isEqualTo(ExitCode.INPUT);
    assertThat(run.err())
        .isEqualTo("Cannot write to %s: %s is a file, must be a folder%n".formatted(table, table));
  }

  private String someKey() throws IOException {
    return new ResultStore(out.toString(), new Configuration())
        .doneKeys().stream().sorted().findFirst().orElseThrow();
  }

  @Test
  void tickets_without_a_copy_in_another_order_have_no_connectivity() {
    CommandLineRun run = measure("--where", "true", "--connectivity");

    assertThat(run.exit()).isEqualTo(ExitCode.INPUT);
    assertThat(run.err())
        .isEqualTo(
            "Cannot measure the connectivity of 2 tickets: no two of them differ in data_order only;"
                + " see docs/tickets.md%n".formatted());
  }

  @Test
  void data_that_are_not_those_of_the_run_are_refused() {
    CommandLineRun run = measure("--where", "true", "--corruptions", "fog", "--set", "datum=1");

    assertThat(run.exit()).isEqualTo(ExitCode.INPUT);
    assertThat(run.err()).contains("Unknown key of a run: datum, did you mean data?");
  }

  private List<RobustnessRow> rows() throws IOException {
    return new ResultStore(out.toString(), new Configuration()).robustness();
  }

  private CommandLineRun measure(String... options) {
    return CommandLineRun.of(
        Stream.concat(Stream.of("measure", "--out", out.toString()), Stream.of(options))
            .toArray(String[]::new));
  }
}
