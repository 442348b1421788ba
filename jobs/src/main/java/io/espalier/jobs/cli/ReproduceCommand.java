// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.config.RunConfig;
import io.espalier.jobs.data.DataSources;
import io.espalier.jobs.driver.Resumption;
import io.espalier.jobs.driver.SweepOutcome;
import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunSpec;
import io.espalier.jobs.progress.ProgressView.Detail;
import io.espalier.jobs.reproduce.RecordedChain;
import io.espalier.jobs.reproduce.Reproduction;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunsByPrefix;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code reproduce}: makes a recorded run again and compares. */
@Command(
    name = "reproduce",
    description = {
      "Makes a finished run again from its row and those of the runs that it starts from, in another"
          + " folder, and compares mask, weights, accuracy and loss with the recorded ones.",
      "Exit codes: 0 equal to the last bit, 1 invalid command line, 2 a row, the data or a folder"
          + " does not suffice, 3 internal error, 4 a run failed, 5 different, 130 cancelled."
    })
final class ReproduceCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "KEY",
      description = "Key of a finished run, or the start of one that no other run has.")
  private String prefix;

  @Mixin private ResultsOption results;

  @Option(
      names = "--to",
      paramLabel = "URI",
      description =
          "Folder for the runs made again. Without it, a temporary one, which is deleted if they are"
              + " equal.")
  private Optional<String> to = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Where the data are, as in data.cifar10=/path; also device and checkpoint. Repeatable.")
  private List<String> options = new ArrayList<>();

  @Option(names = "--verbose", description = "Also print each active run, every 30 seconds.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ResultStore recorded = results.open();
    RecordedChain chain = RecordedChain.of(recorded, new RunsByPrefix(recorded).one(prefix));
    RunSpec run = chain.last().spec();
    RunConfig config = RunConfig.read(run.dataset(), options);
    DataSources data =
        RecordedData.of("reproduce", run.dataset(), run.fingerprint(), config, recorded.storage());
    try (SweepSessions sessions =
        new SweepSessions(
            "Espalier reproduce " + chain.last().key().brief(), new SparkConf(), Map::of)) {
      String folder = to.isPresent() ? to.get() : temporary(sessions);
      ResultStore made =
          new ResultStore(folder, SparkHadoopUtil.get().newConfiguration(new SparkConf()));
      made.checkWritable();
      Plan plan = chain.plan(Set.of());
      Set<RunKey> done = Resumption.done(plan.graph(), made);
      if (done.contains(chain.last().key())) {
        throw new IOException(
            "Cannot reproduce %s in %s: it has a result there; pass another folder"
                .formatted(chain.last().key(), made.root()));
      }
      SweepOutcome outcome =
          new PlannedRuns(
                  chain.plan(done),
                  made,
                  data,
                  config.execution(),
                  verbose ? Detail.RUNS : Detail.TOTALS)
              .run(sessions, Map.of(), spec.commandLine().getErr());
      return outcome.isComplete()
          ? compared(
              Reproduction.of(chain, made, data.testImages(made.storage()).get(run.dataset())),
              made)
          : incomplete(outcome, made);
    }
  }

  private int compared(Reproduction reproduction, ResultStore made) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.print(reproduction.text());
    out.flush();
    if (to.isEmpty() && reproduction.isEqual()) {
      made.storage().delete(made.root());
    } else {
      print("Made again in: " + made.root());
    }
    return reproduction.isEqual() ? ExitCode.DONE : ExitCode.DIFFERENT;
  }

  private int incomplete(SweepOutcome outcome, ResultStore made) {
    print(outcome.text());
    print("To continue, pass --to %s".formatted(made.root()));
    return outcome.cancelled().isEmpty() ? ExitCode.FAILED_RUNS : ExitCode.CANCELLED;
  }

  /**
   * @throws IOException when the runs are on other machines, which cannot see it
   */
  private static String temporary(SweepSessions sessions) throws IOException {
    if (!sessions.runsAreHere()) {
      throw new IOException(
          "Cannot reproduce on a cluster without --to: its executors see no temporary folder of this machine; pass a folder that they see");
    }
    return "file:" + Files.createTempDirectory("espalier-reproduce-");
  }

  private void print(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
