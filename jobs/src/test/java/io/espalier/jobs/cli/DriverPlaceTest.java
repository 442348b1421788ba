// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands whose driver runs on the cluster. */
class DriverPlaceTest {
  private static final String MODE = "spark.submit.deployMode";
  private static final String DEFAULT_FILES = "spark.hadoop.fs.defaultFS";
  private static final String REMEDY = "must be a URI or an absolute path that all hosts reach";

  @TempDir private Path folder;

  @BeforeEach
  void onTheCluster() {
    System.setProperty(MODE, "cluster");
  }

  @AfterEach
  void asBefore() {
    System.clearProperty(MODE);
    System.clearProperty(DEFAULT_FILES);
  }

  @Test
  void results_in_the_working_folder_of_the_driver_are_refused_in_one_line() throws IOException {
    String config = config("").toString();
    for (String out : List.of("results", "./results", "../results")) {
      for (List<String> command :
          List.of(
              List.of("sweep", config, "--out", out),
              List.of("plan", config, "--out", out),
              List.of("compact", "--out", out),
              List.of("report", "--out", folder.toString(), "--to", out))) {
        CommandLineRun run = CommandLineRun.of(command.toArray(String[]::new));

        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.COMMAND_LINE);
        assertThat(run.err())
            .startsWith(
                "Invalid %s: %s, %s".formatted(command.get(command.size() - 2), out, REMEDY));
      }
    }
  }

  @Test
  void data_in_the_working_folder_of_the_driver_are_refused_once_and_at_their_place()
      throws IOException {
    Path config = config("data: {cifar10: images}\n");

    CommandLineRun run = CommandLineRun.of("plan", config.toString());

    assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.INPUT);
    assertThat(run.err())
        .hasLineCount(1)
        .startsWith(config + ":1:17: Invalid data.cifar10: images, " + REMEDY);
  }

  @Test
  void relative_paths_mean_the_working_folder_where_the_command_was_called() throws IOException {
    System.clearProperty(MODE);
    Path config = config("data: {cifar10: images}\n");

    CommandLineRun run = CommandLineRun.of("plan", config.toString(), "--out", "no-results");

    assertThat(run.err())
        .contains("from " + Path.of("images").toAbsolutePath() + ": the folder is missing")
        .doesNotContain(REMEDY);
  }

  @Test
  void relative_paths_mean_the_home_folder_where_the_default_file_system_is_not_the_local_one()
      throws IOException {
    System.setProperty(DEFAULT_FILES, "hdfs://127.0.0.1:1");

    CommandLineRun run = CommandLineRun.of("compact", "--out", "results");

    assertThat(run.err()).contains("no response (").doesNotContain(REMEDY);
  }

  @Test
  void a_config_that_was_shipped_is_found_in_the_working_folder_by_its_name() throws IOException {
    Path shipped = Files.createTempFile(Path.of(""), "shipped-", ".yaml");
    try {
      Files.writeString(shipped, grid("shapes"));

      assertThat(CommandLineRun.of("plan", "/nowhere/else/" + shipped).exit()).isZero();
      Path named = Files.writeString(folder.resolve(shipped), "dense: {epochs: 0}\n");
      assertThat(CommandLineRun.of("plan", named.toString()).err())
          .as("a file that all hosts reach is itself")
          .startsWith(named + ":1:");

      System.clearProperty(MODE);
      assertThat(CommandLineRun.of("plan", "/nowhere/else/" + shipped).err())
          .contains("Cannot read the sweep: there is no such file");
    } finally {
      Files.delete(shipped);
    }
  }

  private Path config(String data) throws IOException {
    return Files.writeString(
        folder.resolve("sweep.yaml"), data + grid(data.isEmpty() ? "shapes" : "cifar10"));
  }

  private static String grid(String dataset) {
    String data = dataset.equals("shapes") ? "{name: shapes, train: 40, test: 20}" : dataset;
    return """
        dense: {epochs: 1, batch: 20}
        grid:
          dataset: %s
          model: {name: resnet20s, width: 0.25}
          method: {name: omp, epochs: 1, batch: 20}
          sparsity: 0.5
          seed: 1
        """
        .formatted(data);
  }
}
