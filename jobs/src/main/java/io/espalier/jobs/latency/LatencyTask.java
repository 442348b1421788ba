// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.latency;

import io.espalier.jobs.executor.BuildInfo;
import io.espalier.jobs.executor.FailureCause;
import io.espalier.jobs.executor.NoSuchDevice;
import io.espalier.jobs.executor.RunProcess;
import io.espalier.jobs.executor.TaskDevice;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.store.LatencyRow;
import io.espalier.jobs.sweep.DeviceChoice;
import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.engine.DeviceFacts;
import io.espalier.pruning.latency.InferenceRuntime;
import io.espalier.pruning.latency.Latency;
import io.espalier.pruning.latency.LatencyMeasurement;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The Spark task that measures one ticket.
 *
 * @param key key of the run that wrote it
 * @param folder folder of the ticket
 * @param batches images of a pass, 1 or more each
 * @param threads threads of the runtimes on the CPU
 * @param passes timed passes of each form
 */
public record LatencyTask(
    String key,
    String folder,
    DeviceChoice device,
    List<Integer> batches,
    int threads,
    int passes,
    SerializableConfiguration configuration)
    implements Serializable {

  /**
   * What a task answers.
   *
   * @param rows of the ticket; none if it could not be measured
   * @param notes lines for the user on what could not be measured, and why
   */
  public record Answer(List<LatencyRow> rows, List<String> notes) implements Serializable {}

  /**
   * Measures; on an executor.
   *
   * @throws NoSuchDevice when the executor lacks the device, which another may have
   */
  public Answer run() {
    String name = TaskDevice.of(device).name();
    try {
      return measured(name);
    } catch (Throwable e) { // fails this ticket, not the others
      if (TaskContext.get().isInterrupted()) {
        throw new TaskKilledException("The measurement of " + key + " was interrupted");
      }
      return new Answer(List.of(), List.of(FailureCause.of(e)));
    }
  }

  private Answer measured(String name) throws IOException {
    long start = System.currentTimeMillis();
    CheckedEngine engine = ProcessEngine.checked(name); // before any computation
    LatencyMeasurement.Result measured =
        new LatencyMeasurement(name, threads, passes)
            .of(new HadoopStorage(configuration.value()), folder, batches);
    DeviceFacts facts = DeviceFacts.of(name);
    String host = RunProcess.current().host();
    String instructions = engine.instructionSet() == null ? null : engine.instructionSet().name();
    List<LatencyRow> rows =
        measured.latencies().stream()
            .map(latency -> row(latency, facts, host, instructions, start))
            .toList();
    return new Answer(rows, measured.notes());
  }

  private LatencyRow row(
      Latency latency, DeviceFacts facts, String host, String instructions, long start) {
    return new LatencyRow(
        key,
        latency.form().toString(),
        latency.runtime().toString(),
        latency.runtimeVersion(),
        latency.batch(),
        threads,
        facts.device(),
        facts.kind(),
        host,
        latency.runtime() == InferenceRuntime.LIBTORCH ? instructions : null,
        latency.timing().passes(),
        latency.timing().medianMs(),
        latency.timing().lowerMs(),
        latency.timing().upperMs(),
        1e3 * latency.batch() / latency.timing().medianMs(),
        latency.parameters(),
        latency.macs(),
        latency.memoryBytes(),
        latency.fileBytes(),
        start,
        new BuildInfo().number());
  }
}
