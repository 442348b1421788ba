package io.espalier.jobs;

import io.espalier.jobs.plan.Basis;
import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.SettingFacts;
import io.espalier.jobs.progress.Progress;
import io.espalier.jobs.progress.ProgressPlugin;
import io.espalier.jobs.progress.ProgressView;
import io.espalier.jobs.progress.ProgressView.Detail;
import io.espalier.jobs.report.Reports;
import io.espalier.jobs.run.Resumption;
import io.espalier.jobs.run.SweepDriver;
import io.espalier.jobs.run.SweepOutcome;
import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Map;
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

/** {@code sweep}: runs what is missing of a grid, then reports. */
@Command(
    name = "sweep",
    description = {
      "Runs every cell of a sweep that has no result yet, and prints the reports.",
      "Exit codes: 0 done, 1 command line, 2 config or input, 3 internal, 4 some runs failed."
    })
final class SweepCommand implements Callable<Integer> {

  /** Which results are made again. */
  enum Rerun {
    /** Those of runs that failed. */
    FAILED,
    /** All. */
    ALL
  }

  @Mixin private ConfigOptions config;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "URI",
      description = "Folder of the results; what it has already is not run again.")
  private String out;

  @Option(
      names = "--rerun",
      paramLabel = "failed|all",
      defaultValue = "failed",
      description = "What is run again: failed runs (the default), or all.")
  private Rerun rerun;

  @Option(names = "--verbose", description = "Tell of each run in flight, too, every 30 seconds.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    ResultStore store = new ResultStore(out, hadoop);
    PreparedSweep prepared = PreparedSweep.toRun(config, store);
    String name = "Espalier " + prepared.config().name();
    try (SparkSession spark = session(name)) {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      Set<String> done =
          rerun == Rerun.ALL ? Set.of() : Resumption.done(prepared.graph().whole().graph(), store);
      Plan plan = new Plan(prepared.graph(), done);
      Map<String, SettingFacts> facts =
          prepared.data().facts(prepared.graph().whole().graph(), store.storage());
      err.print(plan.figures(Math.max(1, context.defaultParallelism()), Basis.of(facts)).text());
      err.flush();
      SweepOutcome outcome = driven(context, prepared, plan, SettingFacts.work(facts));
      if (!outcome.isComplete()) {
        err.println(outcome.text());
        err.flush();
      }
      PrintWriter report = spec.commandLine().getOut();
      report.print(Reports.of(spark, store).markdown());
      report.flush();
      return outcome.isComplete() ? ExitCode.DONE : ExitCode.FAILED_RUNS;
    }
  }

  private SweepOutcome driven(
      JavaSparkContext context, PreparedSweep prepared, Plan plan, Map<String, Double> work)
      throws InterruptedException {
    if (plan.toDo().isEmpty()) {
      return SweepOutcome.COMPLETE;
    }
    Progress progress =
        new Progress(
            plan,
            work,
            () -> context.defaultParallelism() / context.getConf().getInt("spark.task.cpus", 1),
            InstantSource.system());
    try (ProgressView view = new ProgressView(progress, verbose ? Detail.RUNS : Detail.TOTALS)) {
      ProgressPlugin.follow(view.progress());
      return new SweepDriver(context, out, prepared.data().locations(), view.progress()).run(plan);
    }
  }

  private static SparkSession session(String name) {
    SparkSession.Builder builder = SparkSession.builder().appName(name);
    ProgressPlugin.configuration(new SparkConf()).forEach(builder::config);
    return builder.getOrCreate();
  }
}
