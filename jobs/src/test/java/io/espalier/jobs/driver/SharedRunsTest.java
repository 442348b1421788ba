// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.driver.RunLauncher.Isolation;
import io.espalier.jobs.executor.FailureKind;
import io.espalier.jobs.executor.RunOutcome;
import io.espalier.jobs.plan.Origin;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.RunSpec;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.SampleRun;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two drivers and one folder. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class SharedRunsTest {
  private static final SampleRun RUN = SampleRun.dense("epochs=3", 1, 0.9);

  private final ScriptedLauncher runs = new ScriptedLauncher(2, false);

  @TempDir private Path folder;
  private ResultStore store;

  @BeforeEach
  void open() {
    store = new ResultStore(folder.toString(), new Configuration());
  }

  @AfterEach
  void close() {
    runs.close();
  }

  @Test
  void a_run_that_another_driver_has_finished_meanwhile_is_not_made_again() throws Exception {
    try (SharedRuns shared = new SharedRuns(runs, store, Set.of(RUN.key()))) {
      store.write(RUN.row(), List.of(), List.of());

      assertThat(outcome(shared)).isEqualTo(new RunOutcome.Finished(0.9));
    }
    assertThat(runs.log).isEmpty();
  }

  @Test
  void a_run_without_a_result_is_made() throws Exception {
    try (SharedRuns shared = new SharedRuns(runs, store, Set.of(RUN.key()))) {
      assertThat(outcome(shared)).isEqualTo(new RunOutcome.Finished(0.5));
    }
    assertThat(runs.log).first().isEqualTo("begin " + RUN.key());
  }

  @Test
  void a_run_that_had_a_result_before_the_sweep_is_made_again() throws Exception {
    store.write(RUN.row(), List.of(), List.of());
    try (SharedRuns shared = new SharedRuns(runs, store, Set.of())) {
      assertThat(outcome(shared)).isEqualTo(new RunOutcome.Finished(0.5));
    }
  }

  @Test
  void a_run_is_made_if_the_store_does_not_answer() throws Exception {
    Files.createFile(folder.resolve("runs")); // where the folder should be
    try (SharedRuns shared = new SharedRuns(runs, store, Set.of(RUN.key()))) {
      assertThat(outcome(shared)).isEqualTo(new RunOutcome.Finished(0.5));
    }
  }

  /** Otherwise its slot would be taken for ever. */
  @Test
  void a_run_that_cannot_be_started_has_failed() throws Exception {
    RunLauncher broken =
        new RunLauncher() {
          @Override
          public int slots() {
            return 1;
          }

          @Override
          public void onSlotsChange(Runnable listener) {}

          @Override
          public boolean isolates() {
            return false;
          }

          @Override
          public void start(RunNode node, Isolation isolation, Consumer<RunOutcome> ended) {
            throw new OutOfMemoryError("unable to create native thread");
          }

          @Override
          public void cancel() {}
        };
    try (SharedRuns shared = new SharedRuns(broken, store, Set.of(RUN.key()))) {
      assertThat(outcome(shared))
          .isEqualTo(new RunOutcome.Failed(FailureKind.OOM, "unable to create native thread"));
    }
  }

  private static RunOutcome outcome(SharedRuns shared) throws Exception {
    CompletableFuture<RunOutcome> outcome = new CompletableFuture<>();
    shared.start(node(), Isolation.SLOT, outcome::complete);
    return outcome.get();
  }

  private static RunNode node() {
    return new RunNode(
        new RunKey(RUN.key()),
        new RunSpec(
            Datasets.ALL.choose("shapes", Map.of()),
            "f0",
            Architectures.ALL.choose("resnet20s", Map.of()),
            Precision.FLOAT32,
            new Unstructured(),
            Methods.ALL.choose("dense", Map.of()),
            Sparsity.DENSE,
            1),
        new Origin.Initialization());
  }
}
