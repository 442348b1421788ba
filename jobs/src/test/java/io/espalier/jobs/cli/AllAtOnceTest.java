// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The errors that a user sees for invalid input: one for each mistake, all at once, and never a
 * stack trace.
 */
class AllAtOnceTest {
  private static final int RECORD = 3073;

  @TempDir private Path folder;

  @BeforeEach
  void config() throws IOException {
    write(
        """
        grid:
          dataset: cifar10
          model: resnet20s
          method: omp
          sparsity: 0.5
          seed: 1
        """);
  }

  @Test
  void all_errors_in_a_config_are_reported_at_once() throws IOException {
    write(
        """
        grid:
          dataset: cifra10
          modle: resnet20s
          method: [bpi, {name: omp, epochs: ten}]
          sparsity: [0.5, 1.5]
          seed: 1
        """);

    CommandLineRun run = sweep();

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains("sweep.yaml:2:12: Unknown dataset: cifra10, did you mean cifar10?")
        .contains("sweep.yaml:3:3: Unknown key: modle, did you mean model?")
        .contains("sweep.yaml:4:12: Unknown method: bpi, did you mean bip?")
        .contains("sweep.yaml:4:37: Invalid epochs: \"ten\", must be a whole number")
        .contains("sweep.yaml:5:19: Invalid sparsity: 1.5")
        .doesNotContain("Exception");
    assertThat(folder.resolve("out/runs")).doesNotExist();
  }

  @Test
  void an_invalid_config_does_not_hide_errors_of_its_data_and_output_folders() throws IOException {
    write(
        """
        data: {cifar10: /nowhere}
        grid: {dataset: cifar10, model: resnet20s, method: bpi, sparsity: 0.5, seed: 1}
        """);
    Files.writeString(folder.resolve("out"), "in the way");

    CommandLineRun run = sweep();

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains("sweep.yaml:2:52: Unknown method: bpi")
        .contains("sweep.yaml:1:17: ")
        .contains("/nowhere")
        .contains("--out: Cannot write to ")
        .doesNotContain("\tat ");
  }

  @Test
  void the_version_option_prints_the_version() {
    assertThat(CommandLineRun.of("--version").out()).startsWith("Espalier 0.1.0-SNAPSHOT");
  }

  @Test
  void a_grid_without_cells_is_an_error() throws IOException {
    write(
        """
        grid: {dataset: shapes, model: resnet20s, method: [], sparsity: 0.5, seed: 1}
        """);

    CommandLineRun run = sweep();

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("sweep.yaml:1:").doesNotContain("Exception");
  }

  @Test
  void a_dataset_without_a_folder_is_reported_once_with_the_other_errors() throws IOException {
    write(
        """
        grid:
          dataset: [shapes, {name: cifar10, limit: [50, 100]}, cifar10]
          model: resnet20s
          method: [bip, bpi]
          sparsity: 0.5
          seed: 1
        """);

    assertThat(sweep().err().lines().map(line -> line.substring(line.indexOf("sweep.yaml"))))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "sweep.yaml:2:28: Cannot find cifar10: no folder is set;"
                            + " set data.cifar10 here or pass --set data.cifar10=…"),
            line -> assertThat(line).startsWith("sweep.yaml:4:17: Unknown method: bpi"));
  }

  @Test
  void truncated_data_and_a_label_out_of_range_are_reported_together() throws IOException {
    cifar();
    Files.write(folder.resolve("data_batch_2.bin"), new byte[RECORD - 1]);
    byte[] record = new byte[RECORD];
    record[0] = 10;
    Files.write(folder.resolve("data_batch_4.bin"), record);

    CommandLineRun run = sweep("--set", "data.cifar10=" + folder);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains("data_batch_2.bin")
        .contains("data_batch_4.bin")
        .doesNotContain("Exception");
  }

  @Test
  void errors_of_the_data_and_of_the_output_are_reported_together() throws IOException {
    Files.writeString(folder.resolve("file"), "in the way");

    CommandLineRun run =
        CommandLineRun.of(
            "sweep",
            folder.resolve("sweep.yaml").toString(),
            "--set",
            "data.cifar10=" + folder.resolve("nowhere"),
            "--out",
            folder.resolve("file").resolve("out").toString());

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("nowhere").contains("--out: Cannot write to ");
  }

  private CommandLineRun sweep(String... more) {
    String[] arguments = new String[4 + more.length];
    arguments[0] = "sweep";
    arguments[1] = folder.resolve("sweep.yaml").toString();
    arguments[2] = "--out";
    arguments[3] = folder.resolve("out").toString();
    System.arraycopy(more, 0, arguments, 4, more.length);
    return CommandLineRun.of(arguments);
  }

  private void write(String yaml) throws IOException {
    Files.writeString(folder.resolve("sweep.yaml"), yaml);
  }

  private void cifar() throws IOException {
    for (int i = 1; i <= 5; i++) {
      Files.write(folder.resolve("data_batch_" + i + ".bin"), new byte[RECORD]);
    }
    Files.write(folder.resolve("test_batch.bin"), new byte[RECORD]);
  }
}
