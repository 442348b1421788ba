// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.reproduce.RecordedChain;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.store.RunsByPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data of runs that are made again, and runs of an earlier version. */
class ReproducedDataTest {
  private static final String SWEEP =
      """
      dense: {epochs: 1, batch: 2}
      grid:
        dataset: {name: image-folder, size: 32, mean_red: 0.25}
        model: {name: resnet20s, width: 0.125}
        method: dense
        seed: 1
      """;

  @TempDir private Path folder;

  @Test
  void data_are_found_anywhere_and_must_have_the_recorded_content() throws IOException {
    Path first = images("first", 40);
    Path config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
    String out = folder.resolve("results").toString();
    CommandLineRun sweep =
        CommandLineRun.of(
            "sweep", config.toString(), "--out", out, "--set", "data.image-folder=" + first);
    assertThat(sweep.exit()).as(sweep.err()).isZero();
    String key = new Results(Path.of(out)).rows().firstKey();

    CommandLineRun nowhere = CommandLineRun.of("reproduce", key, "--out", out);
    assertThat(nowhere.exit()).isEqualTo(ExitCode.INPUT);
    assertThat(nowhere.err())
        .isEqualTo(
            "--set: Cannot find image-folder: no folder is set; pass --set data.image-folder=…\n");

    CommandLineRun other = on(images("other", 41), key, out);
    assertThat(other.exit()).isEqualTo(ExitCode.INPUT);
    assertThat(other.err())
        .hasLineCount(1)
        .startsWith("Cannot reproduce with image-folder(")
        .contains("/other: its fingerprint is ")
        .endsWith("; pass the folder of the same files\n");

    CommandLineRun missing = on(folder.resolve("none"), key, out);
    assertThat(missing.exit()).isEqualTo(ExitCode.INPUT);
    assertThat(missing.err()).startsWith("--set data.image-folder: ").doesNotContain("\tat ");

    CommandLineRun moved = on(images("moved", 40), key, out);
    assertThat(moved.exit()).as(moved.out() + moved.err()).isZero();
    assertThat(moved.out()).endsWith("Equal to the last bit.\n");
  }

  @Test
  void rows_of_version_0_1_0_hold_their_runs() throws IOException {
    Path results = folder.resolve("results");
    EarlierResults.copyTo(results);
    ResultStore store = new ResultStore(results.toString(), new Configuration());
    List<List<String>> chains = new ArrayList<>();
    for (Map.Entry<String, RunRow> run : new Results(results).rows().entrySet()) {
      RecordedChain chain =
          RecordedChain.of(store, new RunsByPrefix(store).one(run.getKey().substring(0, 9)));
      chains.add(chain.nodes().stream().map(node -> node.spec().method().name()).toList());
    }

    assertThat(chains)
        .containsExactlyInAnyOrder(
            List.of("dense"), List.of("dense", "imp"), List.of("dense", "imp", "imp"));
  }

  private CommandLineRun on(Path images, String key, String out) {
    return CommandLineRun.of(
        "reproduce", key, "--out", out, "--set", "data.image-folder=" + images);
  }

  private Path images(String name, int side) throws IOException {
    for (String file : List.of("train/a/0.png", "train/b/0.png", "val/a/0.png", "val/b/0.png")) {
      Path image = folder.resolve(name).resolve(file);
      Files.createDirectories(image.getParent());
      Files.write(image, DataFolder.image("png", side + (file.contains("b") ? 5 : 0)));
    }
    return folder.resolve(name);
  }
}
