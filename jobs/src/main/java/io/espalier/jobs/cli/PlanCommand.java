// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.driver.Resumption;
import io.espalier.jobs.driver.TaskGpus;
import io.espalier.jobs.estimate.EstimateInputs;
import io.espalier.jobs.estimate.ObservedRuns;
import io.espalier.jobs.estimate.PlanSummary;
import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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

/** {@code plan}: prints what a sweep would run. */
@Command(
    name = "plan",
    description = "Prints the runs, hours and disk space that a sweep needs, without running it.")
final class PlanCommand implements Callable<Integer> {
  @Mixin private ConfigOptions config;

  @Option(
      names = "--out",
      paramLabel = "URI",
      description = {
        "Folder of existing results.",
        "When omitted, datasets without a folder are planned without being read."
      })
  private Optional<String> out = Optional.empty();

  @Option(
      names = "--gpus",
      paramLabel = "N",
      defaultValue = "1",
      description = {
        "Number of GPUs or CPU slots. Default: ${DEFAULT-VALUE}.",
        "Each GPU counts for the runs that share it by spark.task.resource.gpu.amount."
      })
  private int gpus;

  @Option(
      names = "--seconds-per-pass",
      paramLabel = "X",
      description = {
        "Seconds of one pass on one GPU or CPU slot, for runs that the results give no time for.",
        "A pass is one forward and backward pass over the training set."
      })
  private Optional<Double> secondsPerPass = Optional.empty();

  @Option(
      names = "--price-per-hour",
      paramLabel = "P",
      description = "Price of one GPU or CPU slot for one hour, in any currency.")
  private Optional<Double> pricePerHour = Optional.empty();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    require(gpus >= 1, "--gpus", gpus, "at least 1");
    requirePositive("--seconds-per-pass", secondsPerPass);
    requirePositive("--price-per-hour", pricePerHour);
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    PlanSummary summary = out.isPresent() ? remaining(out.get(), hadoop) : untouched(hadoop);
    PrintWriter print = spec.commandLine().getOut();
    print.print(json ? summary.json() + System.lineSeparator() : text(summary));
    print.flush();
    return ExitCode.DONE;
  }

  /** Without results no run is done, so keys do not matter and the data may be missing. */
  private PlanSummary untouched(Configuration hadoop) throws IOException {
    HadoopStorage storage = new HadoopStorage(hadoop);
    ResolvedSweep sweep = ResolvedSweep.provisional(config, storage);
    return summary(sweep, Set.of(), storage, new ObservedRuns("", List.of()));
  }

  private PlanSummary remaining(String results, Configuration hadoop) throws IOException {
    ResultStore store = new ResultStore(results, hadoop);
    ResolvedSweep sweep = ResolvedSweep.forComparison(config, store.storage());
    Set<RunKey> done = Resumption.done(sweep.graph().whole().graph(), store);
    return summary(sweep, done, store.storage(), ObservedRuns.in(store));
  }

  private PlanSummary summary(
      ResolvedSweep sweep, Set<RunKey> done, HadoopStorage storage, ObservedRuns seen)
      throws IOException {
    EstimateInputs inputs =
        new EstimateInputs(
            sweep.facts(storage),
            seen.runs(),
            seen.device(),
            optional(secondsPerPass),
            optional(pricePerHour));
    int slots = Math.multiplyExact(gpus, TaskGpus.of(new SparkConf()).slots());
    return PlanSummary.of(new Plan(sweep.graph(), done), slots, inputs);
  }

  /** The summary, with the remedy for each value that is unknown. */
  private static String text(PlanSummary summary) {
    String disk =
        summary.notSized().isEmpty()
            ? ""
            : "disk unknown: %s (no data folder and no published image format, or the network cannot be built for these images)%n"
                .formatted(String.join(", ", summary.notSized()));
    String hours =
        summary.hours() != null
            ? ""
            : ("hours unknown: no results for runs like those of %s; name a result folder with such"
                    + " runs by --out, or pass --seconds-per-pass%n")
                .formatted(String.join(", ", summary.unpriced()));
    return summary.text() + disk + hours;
  }

  private void requirePositive(String option, Optional<Double> value) {
    value.ifPresent(
        given -> require(given > 0 && Double.isFinite(given), option, given, "above 0"));
  }

  private void require(boolean right, String option, Object value, String range) {
    if (!right) {
      throw new ParameterException(
          spec.commandLine(), "Invalid %s: %s, must be %s".formatted(option, value, range));
    }
  }

  private static OptionalDouble optional(Optional<Double> value) {
    return value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty();
  }
}
