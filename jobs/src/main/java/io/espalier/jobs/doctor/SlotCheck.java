// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import io.espalier.jobs.executor.NoSuchDevice;
import io.espalier.jobs.executor.TaskDevice;
import io.espalier.jobs.sweep.DeviceChoice;
import io.espalier.jobs.text.Bytes;
import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.engine.DeviceFacts;
import io.espalier.pruning.engine.EngineFacts;
import io.espalier.pruning.engine.EngineUnavailable;
import io.espalier.pruning.model.Operation;
import java.io.File;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.SparkEnv;

/**
 * Checks one slot from a task in it. Problems become findings, not exceptions.
 *
 * @param files check of the files that a sweep reads and writes
 * @param choice of the device
 * @param cpus that Spark reserves for a task
 */
record SlotCheck(FileCheck files, DeviceChoice choice, int cpus) implements Serializable {
  private static final List<String> PREFIXES =
      List.of("CUDA_", "KMP_", "MALLOC_", "MKL_", "NVIDIA_TF32_", "OMP_", "ONEDNN_", "THP_");
  private static final long MIN_WORK_BYTES = 1_000_000_000;

  SlotReport report() {
    List<Finding> findings = new ArrayList<>();
    Optional<TaskDevice> device = device(findings);
    // Before any other computation, because it selects the instruction set of the engine.
    Optional<CheckedEngine> check = device.flatMap(found -> check(found, findings));
    Optional<EngineFacts> engine = check.flatMap(any -> engine(findings));
    Optional<DeviceFacts> facts =
        engine.flatMap(any -> device).map(TaskDevice::name).map(DeviceFacts::of);
    check.ifPresent(found -> soundness(found, findings));
    Map<String, String> environment = environment();
    speed(facts, environment, findings);
    names(findings);
    File work = new File(System.getProperty("java.io.tmpdir"));
    long cacheBytes = engine.map(EngineFacts::cache).map(SlotCheck::free).orElse(-1L);
    if (work.getUsableSpace() < MIN_WORK_BYTES) {
      findings.add(
          Finding.warning(
              "%s has %s free, should have at least %s for temporary files with weights"
                  .formatted(work, Bytes.text(work.getUsableSpace()), Bytes.text(MIN_WORK_BYTES))));
    }
    findings.addAll(files.findings());
    return new SlotReport(
        SparkEnv.get().executorId(),
        SparkEnv.get().blockManager().blockManagerId().host(),
        device.flatMap(TaskDevice::leased).orElse(null),
        facts.orElse(null),
        engine.orElse(null),
        check.orElse(null),
        System.getProperty("java.version"),
        environment,
        work.getUsableSpace(),
        cacheBytes,
        List.copyOf(findings));
  }

  private static Optional<EngineFacts> engine(List<Finding> findings) {
    try {
      return Optional.of(EngineFacts.here());
    } catch (EngineUnavailable e) {
      findings.add(Finding.error(e.getMessage()));
      return Optional.empty();
    }
  }

  private static Optional<CheckedEngine> check(TaskDevice device, List<Finding> findings) {
    try {
      return Optional.of(ProcessEngine.checked(device.name()));
    } catch (RuntimeException | LinkageError e) {
      if (engine(findings).isPresent()) { // otherwise the cause is already a finding
        findings.add(Finding.error("Cannot check the engine: " + e));
      }
      return Optional.empty();
    }
  }

  private Optional<TaskDevice> device(List<Finding> findings) {
    try {
      return Optional.of(TaskDevice.of(choice));
    } catch (NoSuchDevice | EngineUnavailable e) {
      findings.add(Finding.error(e.getMessage()));
      return Optional.empty();
    }
  }

  private static void soundness(CheckedEngine engine, List<Finding> findings) {
    Map<Operation, Double> wrong = new TreeMap<>();
    engine
        .verdict()
        .wrong()
        .forEach(found -> wrong.merge(found.operation(), found.error(), Math::max));
    wrong.forEach(
        (operation, error) -> {
          String extent =
              Double.isFinite(error)
                  ? "off by " + String.format(Locale.ROOT, "%.3g %%", 100 * error)
                  : "the result is not a number";
          String what =
              "libtorch computes %s incorrectly on %s, %s; runs that need this operation fail; %s"
                  .formatted(operation, engine.kind(), extent, engine.remedy(operation));
          findings.add(operation.isOfListedModels() ? Finding.error(what) : Finding.warning(what));
        });
  }

  private void speed(
      Optional<DeviceFacts> facts, Map<String, String> environment, List<Finding> findings) {
    should(
            "OMP_WAIT_POLICY",
            "PASSIVE",
            "because waiting threads otherwise slow down other runs",
            environment)
        .ifPresent(findings::add);
    should(
            "MALLOC_ARENA_MAX",
            "1",
            "because each thread otherwise keeps its own memory",
            environment)
        .ifPresent(findings::add);
    facts
        .filter(found -> found.threads() > cpus)
        .ifPresent(
            found ->
                findings.add(
                    Finding.warning(
                        "%s threads per run, but Spark reserves %s processors per task; should be equal:"
                                .formatted(found.threads(), cpus)
                            + " add -Dai.djl.pytorch.num_threads=%s to the Java options"
                                .formatted(cpus))));
  }

  private static Optional<Finding> should(
      String variable, String value, String why, Map<String, String> environment) {
    String found = environment.getOrDefault(variable, "not set");
    return found.equalsIgnoreCase(value)
        ? Optional.empty()
        : Optional.of(
            Finding.warning("%s is %s, should be %s, %s".formatted(variable, found, value, why)));
  }

  private static void names(List<Finding> findings) {
    String encoding = System.getProperty("sun.jnu.encoding");
    if (!"UTF-8".equals(encoding)) {
      findings.add(
          Finding.warning(
              "file names are read and written in "
                  + encoding
                  + ", which loses characters; set LC_ALL=C.UTF-8 in the environment of the executors"));
    }
  }

  private static Map<String, String> environment() {
    Map<String, String> found = new TreeMap<>();
    System.getenv()
        .forEach(
            (name, value) -> {
              if (PREFIXES.stream().anyMatch(name::startsWith)) {
                found.put(name, value);
              }
            });
    return found;
  }

  /** Free bytes for a folder that may not exist yet. */
  private static long free(String folder) {
    File existing = new File(folder).getAbsoluteFile();
    while (!existing.exists()) {
      existing = existing.getParentFile();
    }
    return existing.getUsableSpace();
  }
}
