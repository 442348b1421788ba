// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.data.DataSources;
import io.espalier.jobs.driver.FailurePolicy;
import io.espalier.jobs.driver.SharedRuns;
import io.espalier.jobs.driver.Signals;
import io.espalier.jobs.driver.Slots;
import io.espalier.jobs.driver.SparkRuns;
import io.espalier.jobs.driver.SweepDriver;
import io.espalier.jobs.driver.SweepOutcome;
import io.espalier.jobs.estimate.EstimateInputs;
import io.espalier.jobs.estimate.NetworkSizes;
import io.espalier.jobs.estimate.PlanSummary;
import io.espalier.jobs.estimate.SettingFacts;
import io.espalier.jobs.executor.BuildInfo;
import io.espalier.jobs.executor.RunOutcome;
import io.espalier.jobs.executor.RunProcess;
import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.progress.Progress;
import io.espalier.jobs.progress.ProgressPlugin;
import io.espalier.jobs.progress.ProgressView;
import io.espalier.jobs.progress.ProgressView.Detail;
import io.espalier.jobs.status.ExecutorWatch;
import io.espalier.jobs.status.SweepRecorder;
import io.espalier.jobs.status.SweepStart;
import io.espalier.jobs.status.SweepStatus.State;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.sweep.Execution;
import io.espalier.pruning.engine.Libtorch;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Runs what a plan leaves to do on the slots of a session, with a summary, progress and signals.
 *
 * @param store of the results
 * @param data of the runs
 * @param verbosity of the progress
 */
record PlannedRuns(
    Plan plan, ResultStore store, DataSources data, Execution execution, Detail verbosity) {

  /** For durations only: unlike the clock of the machine, it never goes back. */
  private static final InstantSource CLOCK = () -> Instant.EPOCH.plusNanos(System.nanoTime());

  /**
   * @param permanentlyFailed runs that are not tried again
   * @param err for the summary
   */
  SweepOutcome run(
      SweepSessions sessions, Map<RunNode, RunOutcome.Failed> permanentlyFailed, PrintWriter err)
      throws IOException, InterruptedException {
    if (!plan.toDo().isEmpty() && sessions.runsAreHere()) {
      Libtorch.started(); // fails before anything is printed or started
    }
    try (Signals signals = new Signals(line -> System.err.println(line))) {
      SparkSession spark = plan.toDo().isEmpty() ? sessions.forReports() : sessions.forRuns();
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      Map<String, SettingFacts> facts = facts();
      int slots = plan.toDo().isEmpty() ? 1 : new Slots(context).settled(1);
      err.print(PlanSummary.of(plan, Math.max(1, slots), EstimateInputs.of(facts)).text());
      err.flush();
      if (plan.toDo().isEmpty()) {
        return SweepOutcome.COMPLETE;
      }
      SweepStart start = start(spark.sparkContext());
      try (SparkRuns runs =
              new SparkRuns(context, store, data.locations(store.storage()), execution);
          SharedRuns shared = new SharedRuns(runs, store, Set.copyOf(start.missing()));
          ProgressView view = new ProgressView(progress(facts, new Slots(context)), verbosity);
          SweepRecorder recorder =
              SweepRecorder.start(
                  store,
                  start,
                  view.progress(),
                  new Slots(context)::count,
                  ExecutorWatch.of(spark.sparkContext(), System::currentTimeMillis),
                  CLOCK)) {
        ProgressPlugin.follow(view.progress());
        SweepOutcome outcome =
            new SweepDriver(
                    plan,
                    permanentlyFailed,
                    shared,
                    FailurePolicy.DEFAULT,
                    signals.cancellation(),
                    view.progress())
                .run();
        recorder.ended(state(outcome));
        return outcome;
      }
    }
  }

  private SweepStart start(SparkContext spark) throws IOException {
    Set<String> there = store.doneKeys();
    return new SweepStart(
        spark.appName(),
        spark.applicationId(),
        RunProcess.current().host(),
        ProcessHandle.current().pid(),
        new BuildInfo().version(),
        spark.startTime(),
        plan.graph().nodes().size(),
        plan.done().size(),
        plan.toDo().stream()
            .map(node -> node.key().hex())
            .filter(key -> !there.contains(key))
            .toList());
  }

  private static State state(SweepOutcome outcome) {
    if (!outcome.cancelled().isEmpty()) {
      return State.CANCELLED;
    }
    return outcome.isComplete() ? State.COMPLETE : State.INCOMPLETE;
  }

  private Map<String, SettingFacts> facts() throws IOException {
    return NetworkSizes.of(
        plan.graph(), data.trainImages(store.storage()), data.formats(store.storage()));
  }

  private Progress progress(Map<String, SettingFacts> facts, Slots slots) {
    return new Progress(plan, SettingFacts.work(facts), slots::count, CLOCK);
  }
}
