// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir private Path folder;

  @Test
  void every_slot_is_checked_and_the_output_folder_stays_empty() throws IOException {
    Path out = folder.resolve("out");
    CommandLineRun run = doctor("", "--out", out.toString());

    assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(0);
    assertThat(run.out())
        .contains("Espalier 0.1.0-SNAPSHOT")
        .containsPattern(
            "executor +\\| host +\\| slots \\| device +\\| kind +\\| threads \\| libtorch")
        .containsPattern("driver +\\| \\S+ +\\| +2 \\| cpu +\\| .* \\| +1 \\| 2\\.7\\.1 cpu ")
        .containsPattern("environment of executor driver: \\S")
        .endsWith("A sweep can run here\n")
        .doesNotContain("error: ");
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void an_unavailable_device_is_an_error_with_its_remedy() throws IOException {
    CommandLineRun run = doctor("device: gpu\n");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out())
        .containsPattern("driver +\\| \\S+ +\\| +2 \\| none ")
        .containsOnlyOnce("error: executor driver (")
        .contains("Cannot run on a GPU: Spark assigns none to this task; set spark.executor")
        .endsWith("A sweep cannot run here\n");
  }

  @Test
  void errors_of_the_config_and_the_output_are_reported_as_by_the_sweep_command()
      throws IOException {
    Files.writeString(folder.resolve("file"), "in the way");
    CommandLineRun run = doctor("modle: x\n", "--out", folder.resolve("file/out").toString());

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains("doctor.yaml:1:1: Unknown key: modle")
        .contains("--out: Cannot write to ")
        .doesNotContain("\tat ");
  }

  private CommandLineRun doctor(String first, String... more) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("doctor.yaml"),
            first
                + """
                grid:
                  dataset: {name: shapes, train: 40, test: 20}
                  model: resnet20s
                  method: omp
                  sparsity: 0.5
                  seed: 1
                """);
    List<String> arguments = new ArrayList<>(List.of("doctor", config.toString()));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }
}
