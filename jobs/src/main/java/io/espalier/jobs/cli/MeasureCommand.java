// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.config.RunConfig;
import io.espalier.jobs.measure.Connectivity;
import io.espalier.jobs.measure.Corruptions;
import io.espalier.jobs.measure.Measure;
import io.espalier.jobs.measure.MeasureTask;
import io.espalier.jobs.measure.RhoSharpness;
import io.espalier.jobs.score.ScoredTicket;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.catalog.Suggestions;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.method.Scorings;
import io.espalier.pruning.robustness.Corruption;
import io.espalier.pruning.storage.Reason;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code measure}: measures tickets on images of their dataset. */
@Command(
    name = "measure",
    description = {
      "Measures finished runs on images of their dataset, without training: the accuracy on test"
          + " images that are corrupted on the spot, the sharpness of their minima, or the loss"
          + " between two of them.",
      "One task a ticket, over the cluster. Rows are added to tables of the results, from which the"
          + " report shows them; tickets that have them are left out."
    })
final class MeasureCommand implements Callable<Integer> {
  @Mixin private ResultsOption results;
  @Mixin private TicketOptions tickets;

  @ArgGroup(multiplicity = "1")
  private What what;

  private static final class What {
    @Option(
        names = "--corruptions",
        split = ",",
        paramLabel = "NAME",
        description =
            "Classify corrupted test images, each in five severities, into the table robustness:"
                + " all, or some of gaussian-noise, shot-noise, impulse-noise, gaussian-blur,"
                + " brightness, contrast, fog.")
    private List<String> corruptions = List.of();

    @Option(
        names = "--sharpness",
        paramLabel = "RHO",
        description =
            "How much the loss grows when each parameter changes by up to this share of its size,"
                + " such as 0.002, into the table sharpness.")
    private Optional<Double> sharpness = Optional.empty();

    @Option(
        names = "--connectivity",
        description =
            "The loss on the line between tickets that differ in data_order only, into the table"
                + " connectivity.")
    private boolean connectivity;
  }

  @Option(
      names = "--again",
      description = "Also measure tickets that have been measured; the last measurement counts.")
  private boolean again;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Where the data are, as in data.cifar10=/path; also device. Repeatable.")
  private List<String> options = new ArrayList<>();

  @Spec private CommandSpec spec;

  private record Placed(RunConfig config, String location) {}

  @Override
  public Integer call() throws IOException {
    requireRight();
    ResultStore store = results.open();
    try (LazySession session = new LazySession("Espalier measure")) {
      List<RunRow> chosen = shown(tickets.in(store, session::get));
      Measure measure = measureOf(chosen);
      store.checkWritable(measure.table());
      List<RunRow> runs =
          chosen.stream().filter(run -> measure.concerns(run.identity().key())).toList();
      if (runs.isEmpty()) {
        throw new IOException(
            "Cannot measure the connectivity of %s tickets: no two of them differ in data_order only; see docs/tickets.md"
                .formatted(chosen.size()));
      }
      Set<String> known = again ? Set.of() : measure.measured(store);
      List<RunRow> left =
          runs.stream().filter(run -> !known.contains(run.identity().key())).toList();
      tell(
          "Measuring %s of %s tickets%s"
              .formatted(
                  left.size(),
                  runs.size(),
                  left.size() < runs.size() ? "; the others have been measured" : ""));
      return left.isEmpty() ? ExitCode.DONE : measure(left, measure, store, session);
    }
  }

  /** Without runs that score images, which no part of the report shows. */
  private static List<RunRow> shown(List<RunRow> chosen) throws IOException {
    List<RunRow> shown =
        chosen.stream()
            .filter(run -> !Scorings.ALL.names().contains(run.identity().method()))
            .toList();
    if (shown.isEmpty()) {
      throw new IOException(
          "Cannot measure runs that only score images (%s chosen): choose dense or pruned ones"
              .formatted(chosen.size()));
    }
    return shown;
  }

  private void requireRight() {
    for (String name : named()) {
      if (Corruption.named(name).isEmpty()) {
        throw new ParameterException(
            spec.commandLine(),
            "Invalid --corruptions: "
                + Suggestions.unknown("corruption", name, Corruption.names()));
      }
    }
    if (what.sharpness.isPresent()
        && !(what.sharpness.get() > 0 && Double.isFinite(what.sharpness.get()))) {
      throw new ParameterException(
          spec.commandLine(),
          "Invalid --sharpness: %s, must be greater than 0".formatted(what.sharpness.get()));
    }
  }

  private List<String> named() {
    return what.corruptions.equals(List.of("all")) ? Corruption.names() : what.corruptions;
  }

  private Measure measureOf(List<RunRow> runs) {
    if (what.connectivity) {
      return Connectivity.between(runs);
    }
    return what.sharpness
        .<Measure>map(RhoSharpness::new)
        .orElseGet(
            () ->
                new Corruptions(
                    named().stream()
                        .distinct()
                        .map(name -> Corruption.named(name).orElseThrow())
                        .toList()));
  }

  private int measure(List<RunRow> runs, Measure measure, ResultStore store, LazySession session)
      throws IOException {
    Map<RunRow, ScoredTicket> usable = usable(runs, store);
    Map<Choice<ImageDataset>, Placed> placed = new HashMap<>();
    for (ScoredTicket ticket : usable.values()) {
      if (!placed.containsKey(ticket.dataset())) {
        placed.put(ticket.dataset(), placed(ticket, store));
      }
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.get().sparkContext());
    SerializableConfiguration configuration =
        new SerializableConfiguration(context.hadoopConfiguration());
    List<MeasureTask> tasks =
        usable.values().stream()
            .map(
                ticket ->
                    new MeasureTask(
                        ticket,
                        measure,
                        placed.get(ticket.dataset()).location(),
                        placed.get(ticket.dataset()).config().execution().device(),
                        store.root(),
                        configuration))
            .toList();
    try {
      List<String> problems =
          SparkJob.result(
              "measure",
              () ->
                  context
                      .parallelize(tasks, Math.max(1, tasks.size()))
                      .map(MeasureTask::run)
                      .collect());
      return told(runs.size(), List.copyOf(usable.keySet()), problems);
    } catch (SparkJob.Failed e) {
      tell(e.getMessage());
      tell("The rows of finished tickets are stored; the same command goes on with the others");
      return ExitCode.FAILED_RUNS;
    }
  }

  /** The tickets that can be used; the others are told. */
  private Map<RunRow, ScoredTicket> usable(List<RunRow> runs, ResultStore store) {
    Map<RunRow, ScoredTicket> usable = new LinkedHashMap<>();
    for (RunRow run : runs) {
      try {
        usable.put(run, ScoredTicket.of(run, store.storage()));
      } catch (IOException e) {
        tell(Reason.of(e));
      }
    }
    return usable;
  }

  private Placed placed(ScoredTicket ticket, ResultStore store) throws IOException {
    RunConfig config = RunConfig.read(ticket.dataset(), options);
    String location =
        RecordedData.of("measure", ticket.dataset(), ticket.fingerprint(), config, store.storage())
            .locations(store.storage())
            .get(ticket.dataset());
    return new Placed(config, location);
  }

  /**
   * @param problems one for each of {@code tried}, empty if it was measured
   */
  private int told(int runs, List<RunRow> tried, List<String> problems) {
    int measured = 0;
    for (int i = 0; i < tried.size(); i++) {
      if (problems.get(i).isEmpty()) {
        measured++;
      } else {
        tell("Cannot measure %s: %s".formatted(TicketTitle.of(tried.get(i)), problems.get(i)));
      }
    }
    tell("Measured %s of %s tickets; espalier report shows them".formatted(measured, runs));
    return measured == runs ? ExitCode.DONE : ExitCode.FAILED_RUNS;
  }

  private void tell(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
