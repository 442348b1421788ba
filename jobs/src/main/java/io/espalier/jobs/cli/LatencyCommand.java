// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.latency.LatencyTask;
import io.espalier.jobs.latency.LatencyText;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.sweep.DeviceChoice;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code latency}: measures the forward passes of tickets. */
@Command(
    name = "latency",
    description = {
      "Measures how long a forward pass of tickets takes: of the dense network, of the same with"
          + " removed weights as zeros, and without the channels that have no effect; in libtorch"
          + " and, on a CPU, in ONNX Runtime.",
      "One ticket after another is measured on one slot of the cluster; leave the machine alone"
          + " meanwhile. The rows are added to the table latencies, from which the report shows"
          + " them."
    })
final class LatencyCommand implements Callable<Integer> {
  @Mixin private ResultsOption results;
  @Mixin private TicketOptions tickets;

  @Option(
      names = "--batch",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,128",
      description = "Images of a pass (default: ${DEFAULT-VALUE}). Each is measured on its own.")
  private List<Integer> batches;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads of the runtimes on a CPU (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--passes",
      paramLabel = "N",
      defaultValue = "30",
      description = "Timed passes of each form (default: ${DEFAULT-VALUE}).")
  private int passes;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "AUTO",
      description =
          "auto (default), the GPU that Spark assigns, or the CPU if it assigns none; cpu; gpu.")
  private DeviceChoice device;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    require("--threads", threads);
    require("--passes", passes);
    batches.forEach(batch -> require("--batch", batch));
    ResultStore store = results.open();
    store.checkWritable("latencies");
    try (LazySession session = new LazySession("Espalier latency")) {
      List<RunRow> runs = tickets.in(store, session::get);
      return measure(runs, store, session.get());
    }
  }

  private int measure(List<RunRow> runs, ResultStore store, SparkSession session)
      throws IOException {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    PrintWriter out = spec.commandLine().getOut();
    List<String> failed = new ArrayList<>();
    for (RunRow run : runs) {
      out.printf("## %s%n%n", TicketTitle.of(run));
      LatencyTask.Answer answer = answer(task(run, store, spark), spark);
      if (answer.rows().isEmpty()) {
        failed.add(run.identity().key());
      } else {
        store.writeLatencies(answer.rows());
        out.println(new LatencyText(answer.rows()).text());
      }
      answer.notes().forEach(note -> out.printf("%s%n%n", note));
      out.flush();
    }
    if (!failed.isEmpty()) {
      spec.commandLine()
          .getErr()
          .printf("Not measured: %s of %s tickets%n", failed.size(), runs.size());
    }
    return failed.isEmpty() ? ExitCode.DONE : ExitCode.FAILED_RUNS;
  }

  /** One whose process dies, or whose executor lacks the device, is not measured. */
  private static LatencyTask.Answer answer(LatencyTask task, JavaSparkContext spark)
      throws IOException {
    try {
      return SparkJob.result(
          "measure", () -> spark.parallelize(List.of(task), 1).map(LatencyTask::run).first());
    } catch (SparkJob.Failed e) {
      return new LatencyTask.Answer(List.of(), List.of(e.getMessage()));
    }
  }

  private void require(String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          spec.commandLine(), "Invalid %s: %s, must be at least 1".formatted(option, value));
    }
  }

  private LatencyTask task(RunRow run, ResultStore store, JavaSparkContext spark) {
    String key = run.identity().key();
    return new LatencyTask(
        key,
        store.artifacts(key),
        device,
        List.copyOf(new LinkedHashSet<>(batches)),
        threads,
        passes,
        new SerializableConfiguration(spark.hadoopConfiguration()));
  }
}
