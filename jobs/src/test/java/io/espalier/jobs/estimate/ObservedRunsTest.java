// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.estimate.PassSeconds.Seen;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunCost;
import io.espalier.jobs.store.RunIdentity;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservedRunsTest {
  private static final SampleRun DENSE = SampleRun.dense("", 1, 0.9).costing(10, 20);
  private static final RunRow FIRST =
      row(DENSE.pruned("imp", "", 0.2, 0.9), DENSE.key(), new RunCost(3, 3, 6, 9, 0.0));

  @TempDir private Path folder;

  @Test
  void the_seconds_of_a_round_exclude_those_of_earlier_rounds() {
    RunRow second =
        row(
            DENSE.pruned("imp", "", 0.36, 0.9),
            FIRST.identity().key(),
            new RunCost(3, 6, 13, 8, 0.0));

    assertThat(ObservedRuns.of(List.of(FIRST, second)).runs())
        .containsExactlyInAnyOrder(
            new Seen("shapes resnet20s", "unstructured", "imp", 3, 9),
            new Seen("shapes resnet20s", "unstructured", "imp", 3, 8));
    assertThat(ObservedRuns.of(List.of(second)).runs()).as("its parent is not there").isEmpty();
  }

  @Test
  void a_run_that_takes_only_the_mask_of_another_is_observed_whole() {
    RunRow like =
        row(
            DENSE.pruned("random", "like=imp", 0.2, 0.9).fromInitialisation(),
            FIRST.identity().key(),
            new RunCost(3, 3, 7, 8, 0.0));

    for (List<RunRow> rows : List.of(List.of(like), List.of(FIRST, like))) {
      assertThat(ObservedRuns.of(rows).runs())
          .contains(new Seen("shapes resnet20s", "unstructured", "random", 3, 8));
    }
  }

  @Test
  void a_resumed_run_counts_the_seconds_of_all_its_attempts() {
    RunRow resumed = row(DENSE, null, new RunCost(10, 10, 50, 4, 0.0));

    assertThat(ObservedRuns.of(List.of(resumed)).runs())
        .containsExactly(new Seen("shapes resnet20s", "unstructured", "dense", 10, 50));
  }

  @Test
  void only_runs_on_the_most_common_kind_of_device_are_observed() {
    ObservedRuns seen =
        ObservedRuns.of(
            List.of(
                DENSE.on("fast", 1).row(),
                DENSE.on("slow", 2).in("shapes resnet18").row(),
                DENSE.on("slow", 2).in("shapes resnet56s").row(),
                DENSE.on("slow", 1).in("shapes resnet50").row()));

    assertThat(seen.device()).isEqualTo("slow (2 threads per run)");
    assertThat(seen.runs())
        .extracting(Seen::setting)
        .containsExactlyInAnyOrder("shapes resnet18", "shapes resnet56s");
  }

  @Test
  void observed_runs_are_read_from_the_results() throws IOException {
    ResultStore store = new ResultStore(folder.toString(), new Configuration());

    assertThat(ObservedRuns.in(store).runs()).isEmpty();

    store.write(DENSE.row(), List.of(), List.of());

    assertThat(ObservedRuns.in(store))
        .isEqualTo(
            new ObservedRuns(
                "cpu (1 thread per run)",
                List.of(new Seen("shapes resnet20s", "unstructured", "dense", 10, 30))));
  }

  private static RunRow row(SampleRun run, String parent, RunCost cost) {
    RunRow row = run.row();
    RunIdentity is = row.identity();
    return new RunRow(
        row.schemaVersion(),
        new RunIdentity(
            is.key(),
            is.dataset(),
            is.datasetFingerprint(),
            is.model(),
            is.structure(),
            is.method(),
            is.variant(),
            is.setting(),
            is.denseVariant(),
            is.settings(),
            is.seed(),
            is.sparsityTarget(),
            is.denseKey(),
            parent),
        row.result(),
        row.artifacts(),
        cost,
        row.place(),
        row.attempt(),
        row.startedAt(),
        row.finishedAt(),
        row.provenance());
  }
}
