package io.espalier.jobs.run;

import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.store.FailureRow;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunCost;
import io.espalier.jobs.store.RunPlace;
import io.espalier.jobs.store.RunRow;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.trial.DeviceFacts;
import io.espalier.pruning.trial.Trial;
import io.espalier.pruning.trial.TrialResult;
import io.espalier.pruning.trial.TrialSpec;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run, on the executor: has its dataset from the process's cache, runs the trial, and writes
 * its rows, the run's own last. What goes wrong becomes a failure row and a {@link
 * RunOutcome.Failed}; only a killed task throws.
 *
 * @param out root of the results
 * @param data where the dataset lies; empty when it is made
 */
record RunTask(RunNode node, String out, String data, SerializableConfiguration configuration)
    implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(RunTask.class);

  /** Leases of other devices come with the sweep engine; until then every run is on the CPU. */
  private static final String DEVICE = "cpu";

  /**
   * @param progress is told of every epoch
   */
  RunOutcome run(Consumer<EpochReport> progress) {
    ResultStore store = new ResultStore(out, configuration.value());
    int attempt = 1;
    try {
      attempt = store.nextAttempt(node.key());
      RunRow row = finished(store, attempt, progress);
      return new RunOutcome.Finished(row.result().accuracy());
    } catch (InterruptedException | TaskKilledException e) {
      throw new TaskKilledException("Run " + node.key() + " was interrupted");
    } catch (Throwable e) { // whatever a run throws is its result, not the sweep's end
      if (TaskContext.get().isInterrupted()) { // a kill in the midst of a file operation
        throw new TaskKilledException("Run " + node.key() + " was interrupted");
      }
      FailureKind kind = FailureKind.of(e);
      LOG.debug("Run {} failed", node.key(), e);
      String cause = kind == FailureKind.BUG ? e + " at " + e.getStackTrace()[0] : message(e);
      return new RunOutcome.Failed(kind, cause + recorded(store, attempt, kind, cause));
    }
  }

  private RunRow finished(ResultStore store, int attempt, Consumer<EpochReport> progress)
      throws IOException, InterruptedException {
    long start = System.currentTimeMillis();
    ImageSet set =
        DatasetCache.SHARED.get(
            node.spec().dataset(), data, node.spec().fingerprint(), store.storage());
    List<EpochReport> epochs = new ArrayList<>();
    TrialResult trial =
        new Trial(store.storage(), set, DEVICE)
            .run(
                spec(store),
                report -> {
                  epochs.add(report);
                  progress.accept(report);
                });
    long end = System.currentTimeMillis();
    RunRows rows = new RunRows(node);
    DeviceFacts facts = DeviceFacts.of(DEVICE);
    RunRow row =
        new RunRow(
            RunRow.SCHEMA_VERSION,
            rows.identity(),
            rows.result(trial),
            rows.artifacts(trial),
            new RunCost(
                trial.epochs(), trial.cost().passes(), trial.cost().seconds(), (end - start) / 1e3),
            new RunPlace(facts.threads(), facts.device(), facts.kind(), host(), executor()),
            attempt,
            start,
            end,
            new BuildInfo().provenance(facts));
    store.write(row, rows.epochs(epochs), rows.layers(trial.layers()));
    return row;
  }

  private TrialSpec spec(ResultStore store) {
    Optional<TrialSpec.Parent> parent =
        Optional.ofNullable(node.parentKey())
            .map(
                key ->
                    new TrialSpec.Parent(
                        store.artifacts(key),
                        key.equals(node.denseKey())
                            ? TrialSpec.Role.DENSE
                            : TrialSpec.Role.PREVIOUS_ROUND));
    return new TrialSpec(
        node.spec().model(),
        node.spec().method().value(),
        node.spec().structure(),
        node.spec().sparsity(),
        node.spec().seed(),
        store.artifacts(node.key()),
        parent,
        Optional.ofNullable(node.denseKey()).map(store::artifacts));
  }

  /** Writes the failure row; says so where even that fails. */
  private String recorded(ResultStore store, int attempt, FailureKind kind, String cause) {
    try {
      store.writeFailure(
          new FailureRow(
              new RunRows(node).identity(),
              attempt,
              kind.name(),
              cause,
              host(),
              executor(),
              System.currentTimeMillis()));
      return "";
    } catch (IOException e) {
      LOG.warn("Cannot record that run {} failed: {}", node.key(), e.getMessage());
      return " (and its failure could not be recorded: " + e.getMessage() + ")";
    }
  }

  private static String message(Throwable thrown) {
    return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
  }

  private static String executor() {
    return SparkEnv.get().executorId();
  }

  private static String host() throws IOException {
    return InetAddress.getLocalHost().getHostName();
  }
}
