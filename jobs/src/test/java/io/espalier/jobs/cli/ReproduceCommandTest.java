// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.store.TamperedRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a small sweep, made again in this process. */
class ReproduceCommandTest {
  private static final String SWEEP =
      """
      dense: {epochs: 2, batch: 10}
      parts:
        bip:
          grid: &grid
            dataset: &data {name: shapes, train: 20, test: 30, validation: 0.5}
            model: &model {name: resnet20s, width: 0.125}
            method: {name: bip, epochs: 2, batch: 10, retrain_epochs: 1, retrain_from: 0.5}
            sparsity: 0.5
            seed: 7
        imp:
          grid:
            dataset: *data
            model: *model
            method: {name: imp, epochs: 1, batch: 10, rewind: 0.5}
            sparsity: {rounds: 3}
            seed: 7
        filter:
          grid:
            dataset: *data
            model: *model
            structure: filter
            method: {name: omp, epochs: 1, batch: 10}
            sparsity: 0.5
            seed: 7
        initial:
          grid:
            dataset: *data
            model: *model
            structure: 2:4
            precision: bf16
            method: {name: random, epochs: 1, batch: 10}
            seed: 7
      """;

  @TempDir private static Path swept;
  @TempDir private Path folder;
  private Path results;
  private ResultStore store;

  @BeforeAll
  static void sweep() throws IOException {
    Path config = Files.writeString(swept.resolve("sweep.yaml"), SWEEP);
    CommandLineRun sweep =
        CommandLineRun.of("sweep", config.toString(), "--out", swept.resolve("results").toString());
    assertThat(sweep.exit()).as(sweep.err()).isZero();
  }

  @BeforeEach
  void copy() throws IOException {
    results = folder.resolve("results");
    Folders.copy(swept.resolve("results"), results);
    store = new ResultStore(results.toString(), new Configuration());
  }

  @Test
  void a_run_of_bip_is_made_again_with_equal_bits_and_leaves_no_folder() throws IOException {
    List<String> before = temporary();

    CommandLineRun run = reproduce(key("bip", 0.5));

    assertEqual(run);
    assertThat(run.out())
        .contains("| dense(")
        .contains("| all ")
        .as("of the held-out images")
        .contains(" of 10 images");
    assertThat(temporary()).isEqualTo(before);
  }

  @Test
  void the_third_round_of_imp_is_made_again_from_its_first_with_equal_bits() throws IOException {
    Path again = folder.resolve("again");

    CommandLineRun run = reproduce(key("imp", 0.488), "--to", again.toString());

    assertEqual(run);
    assertThat(run.err()).contains("4 of 4 runs");
    assertThat(new Results(again).rows()).hasSize(4);
    for (String key : new Results(again).rows().keySet()) {
      for (String file : List.of("mask.safetensors", "state.safetensors", "ticket-0000.params")) {
        assertThat(again.resolve("artifacts").resolve(key).resolve(file))
            .hasSameBinaryContentAs(results.resolve("artifacts").resolve(key).resolve(file));
      }
    }
  }

  @Test
  void a_filter_wise_run_is_made_again_with_equal_bits() throws IOException {
    assertEqual(reproduce(key("omp", 0.5)));
  }

  @Test
  void a_pattern_from_initialisation_in_bf16_is_made_again_with_equal_bits() throws IOException {
    CommandLineRun run = reproduce(key("random", 0.5).substring(0, 8));

    assertEqual(run);
    assertThat(run.err()).contains("1 of 1 runs");
  }

  @Test
  void a_changed_setting_is_told_and_nothing_is_run() throws IOException {
    String key = key("omp", 0.5);
    TamperedRow.of(store, key).settings("\"epochs\":1", "\"epochs\":3");

    CommandLineRun run = reproduce(key);

    assertThat(run.exit()).isEqualTo(ExitCode.INPUT);
    assertThat(run.err())
        .hasLineCount(1)
        .startsWith("Cannot reproduce " + key + ": the columns of its row give the key ")
        .endsWith(": variant has epochs=1 where settings give epochs=3\n");
  }

  @Test
  void a_changed_setting_of_a_parent_is_told() throws IOException {
    String dense = parent(key("omp", 0.5));
    TamperedRow.of(store, dense).settings("\"width\":0.125", "\"width\":0.25");

    assertThat(reproduce(key("omp", 0.5)).err())
        .hasLineCount(1)
        .contains("Cannot reproduce " + dense)
        .contains("setting has width=0.125 where settings give width=0.25");
  }

  @Test
  void a_changed_seed_is_told_with_the_columns_that_can_be_it() throws IOException {
    String key = key("omp", 0.5);
    TamperedRow.of(store, key).seed(8);

    assertThat(reproduce(key).err())
        .hasLineCount(1)
        .contains(
            "dataset_fingerprint, structure, sparsity_target, seed, parent_key or scores_key");
  }

  @Test
  void what_a_row_lacks_or_this_version_does_not_know_is_named() throws IOException {
    String key = key("omp", 0.5);
    TamperedRow.of(store, key).settings("\"model\":", "\"network\":");
    assertThat(reproduce(key).err())
        .endsWith("Cannot reproduce " + key + ": its settings lack those of its model\n");

    TamperedRow.of(store, key).settings("\"network\":", "\"model\":");
    TamperedRow.of(store, key).settings("\"momentum\":", "\"nesterov\":");
    assertThat(reproduce(key).err()).contains("Unknown setting of method omp: nesterov");
  }

  @Test
  void a_missing_parent_is_named() throws IOException {
    String dense = parent(key("omp", 0.5));
    Files.delete(results.resolve("runs/" + dense + ".parquet"));

    assertThat(reproduce(key("omp", 0.5)).err())
        .hasLineCount(1)
        .contains("it starts from run " + dense + ", whose row is missing in " + results);
  }

  @Test
  void other_results_under_the_same_circumstances_are_a_defect() throws IOException {
    String key = key("random", 0.5);
    Path state = results.resolve("artifacts/" + key + "/state.safetensors");
    byte[] bytes = Files.readAllBytes(state);
    bytes[bytes.length - 100] ^= 1;
    Files.write(state, bytes);

    CommandLineRun run = reproduce(key);

    assertThat(run.exit()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(run.out())
        .contains("1 values differ, by up to ")
        .contains("| mask ")
        .contains("Different, first in random")
        .contains("NOTHING ELSE DIFFERS")
        .contains("This is a defect.");
    Path made = Path.of(run.err().replaceAll("(?s).*Made again in: file:(\\S+)\\s*", "$1"));
    assertThat(made).isDirectory();
    Folders.delete(made);
  }

  @Test
  void other_results_under_other_circumstances_have_them_as_possible_causes() throws IOException {
    String key = key("random", 0.5);
    TamperedRow.of(store, key).accuracyAndThreads(0.9, 4);

    CommandLineRun run = reproduce(key, "--to", folder.resolve("again").toString());

    assertThat(run.exit()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(run.out())
        .contains("9 of 10 images")
        .contains("Possible causes, which its key does not hold:")
        .contains("  threads: 4, now 1\n")
        .doesNotContain("NOTHING ELSE");
  }

  @Test
  void without_the_recorded_files_the_rows_are_compared() throws IOException {
    String key = key("random", 0.5);
    TamperedRow.of(store, key).movedTo(folder.resolve("gone").toString());
    Folders.delete(results.resolve("artifacts"));

    CommandLineRun run = reproduce(key);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("Equal in what the rows record.").contains("not compared");
  }

  @Test
  void a_folder_that_has_the_result_is_refused() throws IOException {
    String key = key("omp", 0.5);

    CommandLineRun run = reproduce(key, "--to", results.toString());

    assertThat(run.exit()).isEqualTo(ExitCode.INPUT);
    assertThat(run.err())
        .isEqualTo(
            "Cannot reproduce %s in %s: it has a result there; pass another folder\n"
                .formatted(key, results));
  }

  @Test
  void runs_that_are_in_the_folder_already_are_not_made_again() throws IOException {
    String key = key("omp", 0.5);
    String again = folder.resolve("again").toString();
    assertEqual(reproduce(parent(key), "--to", again));

    CommandLineRun run = reproduce(key, "--to", again);

    assertEqual(run);
    assertThat(run.err()).contains("1 of 1 runs");
  }

  @Test
  void other_keys_than_those_of_data_and_execution_are_refused() throws IOException {
    CommandLineRun run = reproduce(key("omp", 0.5), "--set", "grid.seed=3");

    assertThat(run.exit()).isEqualTo(ExitCode.INPUT);
    assertThat(run.err())
        .isEqualTo(
            "--set grid.seed: Unknown key of a run: grid (known: data, device, checkpoint)\n");
  }

  private static void assertEqual(CommandLineRun run) {
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .containsPattern(
            "\\| mask +\\| [\\d,]+ of [\\d,]+ kept +\\| [\\d,]+ of [\\d,]+ kept +\\| equal")
        .containsPattern("\\| weights +\\| [\\d,]+ values +\\| [\\d,]+ values +\\| equal")
        .endsWith("\n\nEqual to the last bit.\n");
  }

  private CommandLineRun reproduce(String key, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("reproduce", key, "--out", results.toString()));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private String key(String method, double sparsity) throws IOException {
    return new Results(results)
        .rows().values().stream()
            .map(RunRow::identity)
            .filter(run -> run.method().equals(method))
            .filter(run -> Math.abs(run.sparsityTarget() - sparsity) < 1e-6)
            .findFirst()
            .orElseThrow()
            .key();
  }

  private String parent(String key) throws IOException {
    return new Results(results).rows().get(key).identity().parentKey();
  }

  private static List<String> temporary() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.map(Path::toString)
          .filter(file -> file.contains("espalier-reproduce-"))
          .sorted()
          .toList();
    }
  }
}
