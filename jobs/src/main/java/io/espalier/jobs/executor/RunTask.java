// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import io.espalier.jobs.data.DatasetCache;
import io.espalier.jobs.plan.Descent;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunCost;
import io.espalier.jobs.store.RunPlace;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.sweep.Execution;
import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.engine.DeviceFacts;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.trial.Trial;
import io.espalier.pruning.trial.TrialResult;
import io.espalier.pruning.trial.TrialSpec;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Spark task of one run: gets its device, gets its dataset from the cache of the process, runs
 * the trial from its last checkpoint, and writes its rows, the row of the run last. An exception
 * becomes a failure row and a {@link RunOutcome.Failed}, unless another driver of the same sweep
 * has finished the run meanwhile; only a killed task and a missing device throw.
 *
 * @param out root of the results
 * @param data location of the dataset; empty when it is generated
 */
public record RunTask(
    RunNode node,
    String out,
    String data,
    Execution execution,
    SerializableConfiguration configuration)
    implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(RunTask.class);

  /**
   * @param progress receives every epoch
   */
  public RunOutcome run(Consumer<EpochReport> progress) {
    String device = TaskDevice.of(execution.device()).name();
    ResultStore store = new ResultStore(out, configuration.value());
    Attempts attempts = new Attempts(store, node.key());
    RunProcess process = RunProcess.current();
    Optional<List<Long>> before = Optional.empty();
    int attempt = 1;
    try {
      before = Optional.of(rows(store).stream().map(RunRow::finishedAt).toList());
      attempt = attempts.next();
      attempts.begin(attempt, process);
      RunRow row =
          finished(store, device, process, attempt, new RunWatch(attempts, attempt, progress));
      removeCheckpoints(attempts);
      LOG.debug("{} attempt {} is done", node.key(), attempt);
      return new RunOutcome.Finished(row.result().accuracy());
    } catch (InterruptedException | TaskKilledException e) {
      throw killed(attempts, attempt, e);
    } catch (Throwable e) { // an exception fails the run, not the sweep
      if (TaskContext.get().isInterrupted()) { // killed during a file operation
        throw killed(attempts, attempt, e);
      }
      LOG.debug("Run {} failed", node.key(), e);
      Optional<RunRow> other = before.flatMap(ends -> madeSince(ends, store));
      if (other.isPresent()) { // its driver removed the checkpoints of both attempts
        LOG.info("Run {} was made by another driver meanwhile", node.key());
        removeCheckpoints(attempts);
        return new RunOutcome.Finished(other.get().result().accuracy());
      }
      FailureKind kind = FailureKind.of(e);
      if (kind.isFinal()) { // rerun on request only, and then from the start
        removeCheckpoints(attempts);
      }
      return new FailureLog(store, node)
          .record(
              attempt,
              kind,
              FailureCause.of(e),
              new FailureLog.Place(process.host(), process.executor()));
    }
  }

  /**
   * The row of this run if another driver has written one since; empty if that is unknown. The
   * clocks of machines are not compared.
   *
   * @param before the end of the run that had a row before, if any
   */
  private Optional<RunRow> madeSince(List<Long> before, ResultStore store) {
    try {
      return rows(store).stream().filter(row -> !before.contains(row.finishedAt())).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private List<RunRow> rows(ResultStore store) throws IOException {
    return store.runs(Set.of(node.key().hex()));
  }

  private RunRow finished(
      ResultStore store, String device, RunProcess process, int attempt, RunWatch watch)
      throws IOException, InterruptedException {
    Stopwatch time = new Stopwatch(System.currentTimeMillis(), System::nanoTime);
    CheckedEngine engine = ProcessEngine.checked(device); // before any computation
    ImageSet set =
        DatasetCache.SHARED.get(
            node.spec().dataset(), data, node.spec().fingerprint(), store.storage());
    TrialResult trial =
        new Trial(store.storage(), set, device, execution.checkpoints(), engine)
            .run(spec(store), watch);
    long end = time.now();
    RunRows rows = new RunRows(node);
    DeviceFacts facts = DeviceFacts.of(device);
    List<EpochReport> epochs = watch.epochs();
    RunRow row =
        new RunRow(
            RunRow.SCHEMA_VERSION,
            rows.identity(),
            rows.result(trial),
            rows.artifacts(trial),
            new RunCost(
                trial.epochs(),
                trial.cost().passes(),
                trial.cost().seconds(),
                (end - time.startedAt()) / 1e3,
                trial.cost().forwardPasses()),
            new RunPlace(
                facts.threads(),
                facts.device(),
                facts.kind(),
                process.host(),
                process.executor(),
                instructionSet(engine),
                facts.gpuFacts() == null ? null : facts.gpuFacts().tf32()),
            attempt,
            time.startedAt(),
            end,
            new BuildInfo().provenance(facts));
    store.write(row, rows.epochs(epochs), rows.layers(trial.layers()));
    return row;
  }

  private TrialSpec spec(ResultStore store) {
    Optional<TrialSpec.Parent> parent =
        node.parentKey().map(key -> new TrialSpec.Parent(store.artifacts(key.hex()), role()));
    return new TrialSpec(
        node.spec().model(),
        node.spec().precision(),
        node.spec().method().value(),
        node.spec().structure(),
        node.spec().sparsity(),
        node.spec().seed(),
        store.artifacts(node.key().hex()),
        parent,
        node.descent().map(descent -> store.artifacts(descent.denseKey().hex())),
        Optional.of(node.spec().data().value())
            .filter(part -> !part.keepsAll())
            .map(
                part ->
                    new TrialSpec.DataPart(
                        part,
                        node.scores().stream()
                            .findFirst()
                            .map(key -> store.artifacts(key.hex())))));
  }

  private TrialSpec.Role role() {
    if (node.origin() instanceof Descent descent) {
      return descent.isFromDense() ? TrialSpec.Role.DENSE : TrialSpec.Role.PREVIOUS_ROUND;
    }
    return TrialSpec.Role.OTHER_MASK;
  }

  private static String instructionSet(CheckedEngine engine) {
    return engine.instructionSet() == null ? null : engine.instructionSet().name();
  }

  /** Leftover checkpoints affect no result, so a failure to delete them is only logged. */
  private void removeCheckpoints(Attempts attempts) {
    try {
      attempts.clear();
    } catch (IOException e) {
      LOG.warn("Cannot remove the checkpoints of run {}: {}", node.key(), e.getMessage());
    }
  }

  private TaskKilledException killed(Attempts attempts, int attempt, Throwable cause) {
    LOG.debug("{} attempt {} stops: {}", node.key(), attempt, cause.getMessage());
    try {
      attempts.stopped(attempt);
    } catch (IOException e) {
      LOG.warn("Cannot delete the start marker of run {}: {}", node.key(), e.getMessage());
    }
    return new TaskKilledException("Run " + node.key() + " was interrupted");
  }
}
