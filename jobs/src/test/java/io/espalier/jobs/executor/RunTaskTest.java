// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.data.DatasetCache;
import io.espalier.jobs.plan.Origin;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.RunSpec;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.SampleRun;
import io.espalier.jobs.sweep.Execution;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.train.EpochReport;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that fails while another driver makes it, too. */
class RunTaskTest {
  private static final SampleRun RUN = SampleRun.dense("epochs=2", 1, 0.9);

  @TempDir private Path folder;
  private ResultStore store;

  @BeforeEach
  void open() {
    store = new ResultStore(folder.toString(), new Configuration());
  }

  @Test
  void a_failed_attempt_whose_run_another_driver_has_finished_meanwhile_is_no_failure()
      throws IOException {
    RunOutcome outcome = outcome(new OtherDriver(folder.toString()));

    assertThat(outcome).isEqualTo(new RunOutcome.Finished(0.9));
    assertThat(store.lastFailures()).isEmpty();
    assertThat(new Attempts(store, new RunKey(RUN.key())).lastStarted()).isZero();
  }

  @Test
  void a_failed_attempt_whose_run_was_finished_before_it_began_is_a_failure() throws IOException {
    store.write(RUN.row(), List.of(), List.of());

    RunOutcome outcome =
        outcome(
            report -> {
              throw new IllegalStateException("a defect");
            });

    assertThat(outcome).isInstanceOf(RunOutcome.Failed.class);
    assertThat(store.lastFailures()).containsOnlyKeys(RUN.key());
  }

  private interface Progress extends Serializable {
    void epoch(EpochReport report);
  }

  /** Writes the row of the run; the attempt then fails with its checkpoints half removed. */
  private record OtherDriver(String out) implements Progress {
    @Override
    public void epoch(EpochReport report) {
      ResultStore store = new ResultStore(out, new Configuration());
      try {
        store.write(RUN.row(), List.of(), List.of());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      throw new UncheckedIOException(new IOException("a checkpoint that is no longer there"));
    }
  }

  private RunOutcome outcome(Progress progress) throws IOException {
    RunTask task =
        new RunTask(
            node(),
            store.root(),
            "",
            Execution.DEFAULT,
            new SerializableConfiguration(new Configuration()));
    try (SparkSession spark =
        SparkSession.builder().master("local[1]").config("spark.ui.enabled", false).getOrCreate()) {
      return new JavaSparkContext(spark.sparkContext())
          .parallelize(List.of(task), 1)
          .map(run -> run.run(progress::epoch))
          .first();
    }
  }

  private RunNode node() throws IOException {
    Choice<ImageDataset> dataset = Datasets.ALL.choose("shapes", Map.of("train", 10, "test", 10));
    return new RunNode(
        new RunKey(RUN.key()),
        new RunSpec(
            dataset,
            DatasetCache.SHARED.fingerprint(dataset, "", store.storage()),
            Architectures.ALL.choose("resnet20s", Map.of("width", 0.25)),
            Precision.FLOAT32,
            new Unstructured(),
            Methods.ALL.choose("dense", Map.of("epochs", 2, "batch", 10)),
            Sparsity.DENSE,
            1),
        new Origin.Initialization());
  }
}
