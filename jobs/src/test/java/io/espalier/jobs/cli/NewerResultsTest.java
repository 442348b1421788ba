// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.NewerResults;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results of a version that has more columns and kinds of failures than this one. */
class NewerResultsTest {
  @TempDir private Path folder;
  private ResultStore store;

  /** A dense run and a round of IMP, and a second round that failed. */
  @BeforeEach
  void write() throws IOException {
    Path out = folder.resolve("out");
    EarlierResults.copyTo(out);
    store = new ResultStore(out.toString(), new Configuration());
    Map<Boolean, List<RunRow>> rows =
        store.runs(store.doneKeys()).stream()
            .collect(Collectors.partitioningBy(row -> row.identity().sparsityTarget() < 0.3));
    NewerResults.rewrite(store, rows.get(true));
    for (RunRow failed : rows.get(false)) {
      Files.delete(out.resolve("runs/" + failed.identity().key() + ".parquet"));
      NewerResults.addFailure(store, failed.identity());
    }
  }

  @Test
  void a_sweep_uses_newer_runs_and_retries_runs_that_failed_in_an_unknown_way() throws IOException {
    CommandLineRun again = sweep();

    assertThat(again.exit()).as(again.err()).isEqualTo(0);
    assertThat(again.err()).contains("1 of 1 runs");
    assertThat(store.doneKeys()).hasSize(3);
  }

  @Test
  void sql_and_reports_show_the_columns_that_this_version_knows_and_say_so() {
    String told =
        "2 of 2 runs in %s were written by a newer version (schema_version %s, here %s); their new columns are not shown, use that version to see them"
            .formatted(store.root(), NewerResults.VERSION, NewerResults.VERSION - 1);

    String query = "select runs.method, kind from runs full join failures using (key) order by 1";

    try (Warnings warnings = Warnings.collected()) {
      CommandLineRun sql =
          CommandLineRun.of("sql", "--out", store.root(), "--format", "csv", query);
      assertThat(sql.out()).as(sql.err()).isEqualTo("method,kind\n,PREEMPTED\ndense,\nimp,\n");
      assertThat(warnings.messages()).containsExactly(told);
    }
    try (Warnings warnings = Warnings.collected()) {
      CommandLineRun report = CommandLineRun.of("report", "--out", store.root());
      assertThat(report.out()).as(report.err()).contains("PREEMPTED").contains("| dense  |");
      assertThat(warnings.messages()).containsExactly(told);
    }
  }

  @Test
  void compaction_leaves_newer_files_and_says_so() {
    CommandLineRun compact = CommandLineRun.of("compact", "--out", store.root());

    assertThat(compact.exit()).isEqualTo(0);
    assertThat(compact.out())
        .hasLineCount(3)
        .contains(
            "and 1 more: columns carbon were written by a newer version; compact with that version")
        .contains("columns advice were written by a newer version; compact with that version");
  }

  private CommandLineRun sweep() throws IOException {
    Path config = Files.writeString(folder.resolve("sweep.yaml"), EarlierResults.SWEEP);
    return CommandLineRun.of("sweep", config.toString(), "--out", store.root());
  }
}
