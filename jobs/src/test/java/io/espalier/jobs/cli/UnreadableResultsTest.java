// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.EpochRow;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunArtifacts;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results of which some files cannot be read. */
class UnreadableResultsTest {
  private static final SampleRun DENSE = SampleRun.dense("", 1, 0.91);

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    ResultStore store = new ResultStore(folder.toString(), new Configuration());
    for (int seed = 1; seed <= 8; seed++) {
      SampleRun run = SampleRun.dense("", seed, 0.91);
      store.write(
          run.keeping(new RunArtifacts(null, folder + "/mask-of-" + seed)),
          List.of(new EpochRow(run.key(), "train", 1, 1, 1, 2.3, 2.2, 0.5, 3)),
          List.of());
    }
  }

  @Test
  void a_report_names_a_damaged_file_of_details_in_one_line() throws IOException {
    Path epochs = folder.resolve("epochs/" + DENSE.key() + ".parquet");
    Files.writeString(epochs, "damaged ".repeat(100));

    CommandLineRun report = CommandLineRun.of("report", "--out", folder.toString());

    assertThat(report.exit()).as(report.err()).isEqualTo(ExitCode.INPUT);
    assertThat(report.err())
        .hasLineCount(1)
        .startsWith("Cannot read the results: ")
        .contains(epochs.toString())
        .endsWith("; replace the file with an intact copy, or delete it and lose these rows\n");
  }

  @Test
  void masks_that_cannot_be_read_are_one_warning_of_each_task() {
    try (Warnings warnings = Warnings.collected()) {
      CommandLineRun sql =
          CommandLineRun.of(
              "sql", "--out", folder.toString(), "select mask_iou(mask_uri, mask_uri) from runs");

      assertThat(sql.exit()).as(sql.err()).isEqualTo(ExitCode.DONE);
      assertThat(warnings.messages())
          .hasSizeBetween(1, 2)
          .allMatch(
              line -> line.startsWith("Skipping masks that cannot be read, such as " + folder));
    }
  }
}
