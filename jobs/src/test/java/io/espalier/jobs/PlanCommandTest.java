package io.espalier.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {
  @TempDir private Path folder;

  @BeforeEach
  void config() throws IOException {
    Files.writeString(
        folder.resolve("paper.yaml"),
        """
        dense: {epochs: 10}
        parts:
          made:
            grid:
              dataset: {name: shapes, train: 40, test: 20}
              model: resnet20s
              method: {name: bip, epochs: 3}
              sparsity: [0.5, 0.9]
              seed: 1
          found:
            grid: {dataset: cifar10, model: resnet20s, method: dense, seed: 1}
        """);
  }

  @Test
  void a_plan_comes_before_the_data_and_says_so() {
    CommandLineRun run = plan();

    assertThat(run.exit()).as(run.err()).isEqualTo(0);
    // A BiP epoch is two passes: 10 + 2 · 6 shared, 2 · (10 + 6) alone.
    assertThat(run.out())
        .containsPattern("made +2 +3 +22 +22 +32 +68.8 %")
        .containsPattern("found +1 +1 +10 +10 +10 +100.0 %")
        .containsPattern("all +3 +4 +32 +32 +42 +76.2 %")
        .contains("not read: cifar10 (no folder given): keys are provisional");
  }

  @Test
  void a_plan_of_one_part_reads_only_its_data() {
    assertThat(plan("--set", "only=made").out()).doesNotContain("found").doesNotContain("not read");
  }

  @Test
  void json_names_the_data_that_were_not_read() throws IOException {
    assertThat(new ObjectMapper().readTree(plan("--json").out()).get("not_read"))
        .singleElement()
        .hasToString("\"cifar10\"");
  }

  @Test
  void a_folder_that_is_given_is_read() {
    CommandLineRun run = plan("--set", "data.cifar10=" + folder.resolve("nowhere"));

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).startsWith("--set data.cifar10: ").contains("nowhere");
  }

  @Test
  void what_is_done_cannot_be_told_without_the_data() {
    CommandLineRun run = plan("--out", folder.resolve("out").toString());

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("paper.yaml:11:21: Cannot find cifar10: no folder given");
  }

  @Test
  void a_part_without_missing_data_can_be_held_against_results() {
    CommandLineRun run = plan("--set", "only=made", "--out", folder.resolve("out").toString());

    assertThat(run.exit()).as(run.err()).isEqualTo(0);
  }

  private CommandLineRun plan(String... more) {
    List<String> arguments = new ArrayList<>(List.of("plan"));
    arguments.add(folder.resolve("paper.yaml").toString());
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }
}
