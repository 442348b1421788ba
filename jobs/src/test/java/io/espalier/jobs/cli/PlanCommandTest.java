// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
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
  void a_plan_without_a_data_folder_prints_passes_and_marks_the_keys_as_provisional() {
    CommandLineRun run = plan();

    assertThat(run.exit()).as(run.err()).isEqualTo(0);
    // A BiP epoch is two passes: 10 + 2 · 6 shared, 2 · (10 + 6) alone.
    assertThat(run.out())
        .containsPattern("made[ |]+2[ |]+3[ |]+22[ |]+22[ |]+32[ |]+68.8 %")
        .containsPattern("found[ |]+1[ |]+1[ |]+10[ |]+10[ |]+10[ |]+100.0 %")
        .containsPattern("all[ |]+3[ |]+4[ |]+32[ |]+32[ |]+42[ |]+76.2 %")
        .contains("not read: cifar10 (no folder is set); keys are provisional");
  }

  @Test
  void a_plan_of_one_part_does_not_list_unread_data_of_other_parts() {
    assertThat(plan("--set", "only=made").out()).doesNotContain("found").doesNotContain("not read");
  }

  @Test
  void the_json_lists_the_datasets_that_were_not_read() throws IOException {
    assertThat(new ObjectMapper().readTree(plan("--json").out()).get("not_read"))
        .singleElement()
        .hasToString("\"cifar10\"");
  }

  @Test
  void a_configured_data_folder_is_read() {
    CommandLineRun run = plan("--set", "data.cifar10=" + folder.resolve("nowhere"));

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).startsWith("--set data.cifar10: ").contains("nowhere");
  }

  @Test
  void comparing_with_results_requires_the_data() {
    CommandLineRun run = plan("--out", folder.resolve("out").toString());

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("paper.yaml:11:21: Cannot find cifar10: no folder is set");
  }

  @Test
  void a_part_without_missing_data_can_be_compared_with_results() {
    CommandLineRun run = plan("--set", "only=made", "--out", folder.resolve("out").toString());

    assertThat(run.exit()).as(run.err()).isEqualTo(0);
  }

  @Test
  void disk_is_estimated_without_data_of_a_published_format_but_hours_need_a_run() {
    CommandLineRun run = plan();

    // ResNet-20s on 32×32 images of ten classes: 1.1 MB a state; a dense run keeps eleven, and one
    // bit a weight. BiP's tickets are two states each.
    assertThat(run.out())
        .containsPattern("found[ |]+1[ |]+1[ |]+.* 12\\.0 MB \\|\n")
        .containsPattern("made[ |]+2[ |]+3[ |]+.* 16\\.4 MB \\|\n")
        .containsPattern("all[ |]+3[ |]+4[ |]+.* 28\\.3 MB \\|\n")
        .contains("hours unknown: no results for runs like those of shapes(")
        .contains(", cifar10 resnet20s; name a result folder with such runs by --out, or pass");
  }

  @Test
  void hours_follow_the_given_seconds_per_pass() {
    CommandLineRun run =
        plan("--seconds-per-pass", "450", "--gpus", "2", "--price-per-hour", "1.5");

    // A pass takes an eighth of an hour, and each of the two slots has 10 + 6 passes.
    assertThat(run.out())
        .containsPattern(
            "hours on 2 slots +2\\.00  lower bound 2\\.00 \\(1\\.00 times that\\), 4\\.00 busy hours")
        .contains("assuming 450 seconds per pass, as given, for 4 runs")
        .containsPattern("price of all slots +6\\.00  6\\.00 for busy hours only")
        .doesNotContain("hours unknown");
  }

  @Test
  void hours_follow_the_runs_in_the_results() throws IOException {
    ResultStore store = new ResultStore(folder.resolve("out").toString(), new Configuration());
    store.write(
        SampleRun.dense("", 7, 0.9)
            .in("shapes(test=20 train=40) resnet20s")
            .costing(10, 3590) // and ten seconds more of wall time
            .row(),
        List.of(),
        List.of());

    CommandLineRun run = plan("--set", "only=made", "--out", folder.resolve("out").toString());

    assertThat(run.out())
        .as(run.err())
        .containsPattern("hours on 1 slot +2\\.20  lower bound 2\\.20 \\(1\\.00 times that")
        .contains("based on 1 run in the results on cpu (1 thread per run)");
  }

  private CommandLineRun plan(String... more) {
    List<String> arguments = new ArrayList<>(List.of("plan"));
    arguments.add(folder.resolve("paper.yaml").toString());
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }
}
