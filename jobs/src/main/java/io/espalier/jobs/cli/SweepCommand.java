// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.driver.FailurePolicy;
import io.espalier.jobs.driver.Resumption;
import io.espalier.jobs.driver.Signals;
import io.espalier.jobs.driver.Slots;
import io.espalier.jobs.driver.SparkRuns;
import io.espalier.jobs.driver.SweepDriver;
import io.espalier.jobs.driver.SweepOutcome;
import io.espalier.jobs.estimate.EstimateInputs;
import io.espalier.jobs.estimate.PlanSummary;
import io.espalier.jobs.estimate.SettingFacts;
import io.espalier.jobs.executor.RunOutcome;
import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunGraph;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.progress.Progress;
import io.espalier.jobs.progress.ProgressPlugin;
import io.espalier.jobs.progress.ProgressView;
import io.espalier.jobs.progress.ProgressView.Detail;
import io.espalier.jobs.report.Report;
import io.espalier.jobs.store.Compaction;
import io.espalier.jobs.store.ResultStore;
import io.espalier.pruning.engine.Libtorch;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sweep}: runs the missing runs of a sweep, then reports. */
@Command(
    name = "sweep",
    description = {
      "Runs every run of a sweep that has no result yet, and prints the report.",
      "Skips runs that failed permanently (CONFIG, DATA, DIVERGED); see --rerun.",
      "Ctrl-C, SIGTERM and SIGHUP finish the active runs and start no more; a second one stops at"
          + " once. Rerun the sweep to resume.",
      "Exit codes: 0 done, 1 invalid command line, 2 invalid config or input, 3 internal error,"
          + " 4 some runs failed, 130 cancelled."
    })
final class SweepCommand implements Callable<Integer> {

  /** Which runs are rerun. */
  enum Rerun {
    /** Also permanently failed runs. */
    FAILED,
    /** All runs. */
    ALL
  }

  /** For durations only: unlike the clock of the machine, it never goes back. */
  private static final InstantSource CLOCK = () -> Instant.EPOCH.plusNanos(System.nanoTime());

  @Mixin private ConfigOptions config;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "URI",
      description = "Result folder. Runs that have a result in it are not run again.")
  private String out;

  @Option(
      names = "--rerun",
      paramLabel = "failed|all",
      description = "failed: also rerun permanently failed runs; all: rerun all runs.")
  private Optional<Rerun> rerun = Optional.empty();

  @Option(names = "--verbose", description = "Also print each active run, every 30 seconds.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    ResultStore store = new ResultStore(out, hadoop);
    ResolvedSweep sweep = ResolvedSweep.forRun(config, store);
    try (SweepSessions sessions = new SweepSessions("Espalier " + sweep.config().name())) {
      SweepOutcome outcome = ran(sessions, sweep, store);
      if (!outcome.isComplete()) {
        err.println(outcome.text());
        err.flush();
      }
      compactMany(store);
      report(Report.of(sessions.forReports(), store), store);
      if (!outcome.cancelled().isEmpty()) {
        return ExitCode.CANCELLED;
      }
      return outcome.isComplete() ? ExitCode.DONE : ExitCode.FAILED_RUNS;
    }
  }

  private SweepOutcome ran(SweepSessions sessions, ResolvedSweep sweep, ResultStore store)
      throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    RunGraph graph = sweep.graph().whole().graph();
    Set<RunKey> done =
        rerun.equals(Optional.of(Rerun.ALL)) ? Set.of() : Resumption.done(graph, store);
    Plan plan = new Plan(sweep.graph(), done);
    if (!plan.toDo().isEmpty() && sessions.runsAreHere()) {
      Libtorch.started(); // fails before anything is printed or started
    }
    try (Signals signals = new Signals(line -> System.err.println(line))) {
      SparkSession spark = plan.toDo().isEmpty() ? sessions.forReports() : sessions.forRuns();
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      Map<String, SettingFacts> facts = sweep.facts(store.storage());
      int slots = plan.toDo().isEmpty() ? 1 : new Slots(context).settled(1);
      err.print(PlanSummary.of(plan, Math.max(1, slots), EstimateInputs.of(facts)).text());
      err.flush();
      if (plan.toDo().isEmpty()) {
        return SweepOutcome.COMPLETE;
      }
      Map<RunNode, RunOutcome.Failed> permanentlyFailed =
          rerun.isPresent() ? Map.of() : Resumption.permanentlyFailed(graph, done, store);
      try (SparkRuns runs =
              new SparkRuns(
                  context,
                  store,
                  sweep.data().locations(store.storage()),
                  sweep.config().execution());
          ProgressView view = new ProgressView(progress(plan, facts, runs), verbosity())) {
        permanentlyFailed.keySet().forEach(view.progress()::failed);
        ProgressPlugin.follow(view.progress());
        return new SweepDriver(
                plan,
                permanentlyFailed,
                runs,
                FailurePolicy.DEFAULT,
                signals.cancellation(),
                view.progress())
            .run();
      }
    }
  }

  /** A failed compaction only slows down the next sweep, so it does not fail this one. */
  private void compactMany(ResultStore store) {
    PrintWriter err = spec.commandLine().getErr();
    try {
      Compaction.ofMany(store).ifPresent(outcome -> err.println(outcome.text()));
    } catch (IOException e) {
      err.println("The results are stored, but were not compacted: " + e.getMessage());
    }
    err.flush();
  }

  /** The results are stored, so a page that cannot be written does not fail the sweep. */
  private void report(Report reports, ResultStore store) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(reports.markdown());
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    reports.problem().ifPresent(err::println);
    try {
      err.println("Report: " + reports.writeTo(store.storage(), store.report()));
    } catch (IOException e) {
      err.println("The results are stored, but no report was written: " + e.getMessage());
    }
    err.flush();
  }

  private static Progress progress(Plan plan, Map<String, SettingFacts> facts, SparkRuns runs) {
    return new Progress(plan, SettingFacts.work(facts), runs::slots, CLOCK);
  }

  private Detail verbosity() {
    return verbose ? Detail.RUNS : Detail.TOTALS;
  }
}
