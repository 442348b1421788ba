package io.espalier.jobs;

import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.PlanFigures;
import io.espalier.jobs.plan.SweepGraph;
import io.espalier.jobs.run.Resumption;
import io.espalier.jobs.store.HadoopStorage;
import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code plan}: what a sweep would run. */
@Command(name = "plan", description = "Prints what a sweep would run, without running it.")
final class PlanCommand implements Callable<Integer> {
  @Mixin private ConfigOptions config;

  @Option(
      names = "--out",
      paramLabel = "URI",
      description = {
        "Folder of the results that are there already.",
        "Without it, datasets whose folder is not given are planned for unread."
      })
  private Optional<String> out = Optional.empty();

  @Option(
      names = "--gpus",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many runs can be made at a time; 1 by default.")
  private int slots;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (slots < 1) {
      throw new ParameterException(
          spec.commandLine(), "Invalid --gpus: " + slots + ", must be at least 1");
    }
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    Plan plan = out.isPresent() ? remaining(out.get(), hadoop) : untouched(hadoop);
    PlanFigures figures = plan.figures(slots);
    spec.commandLine().getOut().println(json ? figures.json() : figures.text());
    return ExitCode.DONE;
  }

  /** Nothing is done without results, so no key matters, and the data need not be there yet. */
  private Plan untouched(Configuration hadoop) {
    return new Plan(PreparedSweep.provisional(config, new HadoopStorage(hadoop)).graph(), Set.of());
  }

  private Plan remaining(String results, Configuration hadoop) throws IOException {
    ResultStore store = new ResultStore(results, hadoop);
    SweepGraph sweep = PreparedSweep.toCompare(config, store.storage()).graph();
    return new Plan(sweep, Resumption.done(sweep.whole().graph(), store));
  }
}
