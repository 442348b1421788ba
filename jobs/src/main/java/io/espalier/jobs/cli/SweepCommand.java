// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.driver.Resumption;
import io.espalier.jobs.driver.SparkMessage;
import io.espalier.jobs.driver.SweepOutcome;
import io.espalier.jobs.executor.RunOutcome;
import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunGraph;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.progress.ProgressView.Detail;
import io.espalier.jobs.report.Report;
import io.espalier.jobs.status.EventLog;
import io.espalier.jobs.store.Compaction;
import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
  private static final Logger LOG = LoggerFactory.getLogger(SweepCommand.class);

  /** Which runs are rerun. */
  enum Rerun {
    /** Also permanently failed runs. */
    FAILED,
    /** All runs. */
    ALL
  }

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
    SparkConf conf = new SparkConf();
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
    ResultStore store = new ResultStore(out, hadoop);
    ResolvedSweep sweep = ResolvedSweep.forRun(config, store);
    try (SweepSessions sessions =
        new SweepSessions(
            "Espalier " + sweep.config().name(), conf, () -> EventLog.settings(store, conf))) {
      SweepOutcome outcome = ran(sessions, sweep, store);
      if (!outcome.isComplete()) {
        err.println(outcome.text());
        err.flush();
      }
      compactMany(store);
      if (sessions.canReport()) {
        report(sessions, store);
      } else { // the application was stopped from outside
        err.println(
            "The results are stored, but no report was written, because Spark has stopped; run"
                + " espalier report --to FOLDER");
        err.flush();
      }
      if (!outcome.cancelled().isEmpty()) {
        return ExitCode.CANCELLED;
      }
      return outcome.isComplete() ? ExitCode.DONE : ExitCode.FAILED_RUNS;
    }
  }

  private SweepOutcome ran(SweepSessions sessions, ResolvedSweep sweep, ResultStore store)
      throws IOException, InterruptedException {
    RunGraph graph = sweep.graph().whole().graph();
    Set<RunKey> done =
        rerun.equals(Optional.of(Rerun.ALL)) ? Set.of() : Resumption.done(graph, store);
    Map<RunNode, RunOutcome.Failed> permanentlyFailed =
        rerun.isPresent() ? Map.of() : Resumption.permanentlyFailed(graph, done, store);
    return new PlannedRuns(
            new Plan(sweep.graph(), done),
            store,
            sweep.data(),
            sweep.config().execution(),
            verbosity())
        .run(sessions, permanentlyFailed, spec.commandLine().getErr());
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

  /** The results are stored, so a report that cannot be made does not fail the sweep. */
  private void report(SweepSessions sessions, ResultStore store) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      Report reports = Report.of(sessions.forReports(), store);
      out.print(reports.markdown());
      out.flush();
      reports.problem().ifPresent(err::println);
      err.println("Report: " + reports.writeTo(store.storage(), store.report()));
    } catch (Exception e) { // Spark throws checked exceptions that Scala does not declare
      LOG.debug("No report", e);
      err.println(
          "The results are stored, but no report was written: "
              + SparkMessage.inOneLine(String.valueOf(e.getMessage())));
    }
    err.flush();
  }

  private Detail verbosity() {
    return verbose ? Detail.RUNS : Detail.TOTALS;
  }
}
