// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.RunRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names with characters that URIs, Hadoop's patterns or shells give a meaning. */
class OddNamesTest {
  private static final String ODD = "a:b 10:00 [x] {a,b} *? ü %20 # + ~";

  @TempDir private Path folder;

  @Test
  void a_sweep_and_all_commands_on_its_results_work_in_folders_of_any_name() throws IOException {
    DataFolder images = new DataFolder(new Sandbox(folder));
    for (int i = 0; i < 8; i++) {
      for (String part : List.of("train/a:", "train/{b,c}", "test/a:", "test/{b,c}")) {
        images.put(part + "/é:" + i + " #?%20.png", DataFolder.image("png", 10));
      }
    }
    Path data = Files.move(folder.resolve("data"), folder.resolve("data " + ODD));
    Path out = folder.resolve("out " + ODD);
    Path config =
        Files.writeString(
            folder.resolve("config " + ODD + ".yaml"),
            """
            data: {image-folder: '%s'}
            dense: {epochs: 1, batch: 8}
            grid:
              dataset: {name: image-folder, size: 8}
              model: {name: resnet20s, width: 0.25}
              method: {name: omp, epochs: 1, batch: 8}
              sparsity: {rounds: 1}
              seed: 1
            """
                .formatted(data));

    assertThat(done("sweep", config.toString(), "--out", out.toString()).err())
        .contains("Report: " + out.resolve("report/index.html"));
    assertThat(new Results(out).rows().values())
        .hasSize(2)
        .extracting(RunRow::artifacts)
        .allSatisfy(files -> assertThat(Path.of(files.maskUri())).isNotEmptyFile())
        .allSatisfy(files -> assertThat(Path.of(files.weightsUri())).exists());

    done("plan", config.toString(), "--out", out.toString());
    done("doctor", config.toString(), "--out", out.toString());
    assertAnswers(out);
    done("compact", "--out", out.toString());
    assertAnswers(out);
    Path page = folder.resolve("page " + ODD);
    done("report", "--out", out.toString(), "--to", page.toString());
    assertThat(page.resolve("index.html")).isNotEmptyFile();
  }

  private void assertAnswers(Path out) throws IOException {
    Path query =
        Files.writeString(
            folder.resolve("query " + ODD + ".sql"),
            """
            select count(distinct r.key) as runs, count(*) as epochs, min(mask_iou(mask_uri, mask_uri)) as same
            from runs r join epochs e on r.key = e.key where method = 'omp'
            """);
    assertThat(
            done("sql", "--format", "csv", "--out", out.toString(), query.toString()).out().lines())
        .containsExactly("runs,epochs,same", "1,1,1.0");
  }

  private static CommandLineRun done(String... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.exit()).as(run.err()).isEqualTo(0);
    return run;
  }
}
