// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.jobs.store.EpochRow;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notebook as users run it, from its first cell to its last, where Jupyter is installed. */
class NotebookIT {
  private static final Path HTML = Launched.PROJECT.resolve("jobs/target/notebook/results.html");

  @TempDir private Path folder;

  @Test
  void the_notebook_shows_a_folder_of_results() throws Exception {
    assumeTrue(jupyterConverts(), "there is no jupyter with nbconvert on the PATH");
    Path results = results();
    Files.deleteIfExists(HTML);

    try (Launched jupyter =
        Launched.start(
            folder,
            Map.of("ESPALIER_RESULTS", results.toString()),
            List.of(
                "notebooks/jupyter",
                "nbconvert",
                "--to",
                "html",
                "--execute",
                "--ExecutePreprocessor.startup_timeout=240",
                "notebooks/results.ipynb",
                "--output-dir",
                HTML.getParent().toString()))) {
      assertThat(jupyter.exit()).as(jupyter.output()).isEqualTo(0);
    }

    assertThat(HTML)
        .content()
        .contains("<td>bip</td>")
        .contains("<td>search</td>")
        .contains("Sparsest winning tickets")
        .contains("aria-label=\"Test accuracy, mean and 95 % interval")
        .doesNotContain("WARN ", "Exception:", "\tat ");
  }

  private Path results() throws IOException {
    Path results = folder.resolve("results");
    ResultStore store = new ResultStore(results.toString(), new Configuration());
    for (long seed = 1; seed <= 3; seed++) {
      SampleRun dense = SampleRun.dense("", seed, 0.91);
      SampleRun pruned = dense.pruned("bip", "", 0.5, 0.92);
      store.write(dense.row(), List.of(), List.of());
      store.write(
          pruned.row(),
          List.of(new EpochRow(pruned.key(), "search", 1, 1, 2, 0.4, 0.5, 0.92, 3)),
          List.of());
    }
    return results;
  }

  private boolean jupyterConverts() throws InterruptedException {
    try (Launched version =
        Launched.start(folder, Map.of(), List.of("jupyter", "nbconvert", "--version"))) {
      return version.exit() == 0;
    } catch (IOException e) { // there is no such program
      return false;
    }
  }
}
