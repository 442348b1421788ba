// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.RunRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sweeps whose processes die, receive a signal to stop, or cannot use the device that they lease.
 */
class BrokenSweepIT {
  private static final int CRASHES = 3;
  private static final String EXECUTOR = "CoarseGrainedExecutorBackend";
  private static final String LOST = " lost its process: ";
  private static final String SWEEP =
      """
      dense: {epochs: 8, batch: 10}
      checkpoint: {epochs: 1}
      grid:
        dataset: {name: shapes, train: 200, test: 50}
        model: {name: resnet20s, width: 0.25}
        method: {name: imp, epochs: 3, batch: 10}
        sparsity: {rounds: 1}
        seed: [1, 2, 3]
      """;

  @TempDir private static Path undisturbed;
  @TempDir private Path folder;

  private Path config;
  private Results results;

  @BeforeAll
  static void undisturbed() throws Exception {
    Path config = Files.writeString(undisturbed.resolve("sweep.yaml"), SWEEP);
    String out = undisturbed.resolve("out").toString();
    try (Launched sweep =
        Launched.espalier(undisturbed, "", "sweep", config.toString(), "--out", out)) {
      assertThat(sweep.exit()).as(sweep.output()).isEqualTo(0);
    }
  }

  @BeforeEach
  void write() throws IOException {
    config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
    results = new Results(folder.resolve("out"));
  }

  @Test
  void each_process_crash_costs_one_attempt_changes_no_result_and_keeps_its_log() throws Exception {
    Random moments = new Random();
    Set<String> crashed = new HashSet<>(); // each once: three crashes before a checkpoint end a run
    try (Launched sweep = sweep()) {
      while (crashed.size() < CRASHES) {
        sweep.until("another run's start", () -> !startsOfOthers(crashed).isEmpty());
        Thread.sleep(moments.nextInt(3000));
        for (String start : startsOfOthers(crashed)) {
          Optional<ProcessHandle> process = processOf(sweep, start).stream().findFirst();
          if (process.isPresent()) {
            crashed.add(start.split("/")[0]);
            Launched.signal(process.get().pid(), "SEGV");
            sweep.until("the crash is told", () -> lines(sweep, LOST).size() == crashed.size());
            break;
          }
        }
      }

      assertThat(sweep.exit()).as(sweep.output()).isEqualTo(0);
      assertThat(sweep.output().lines().filter(line -> line.matches("\\d\\d:\\d\\d:\\d\\d .*")))
          .as("all that is logged")
          .hasSize(CRASHES)
          .allMatch(line -> line.matches(".* Run \\w+ (imp|dense)\\(.*"))
          .allMatch(
              line -> line.contains(": SIGSEGV in ") && line.contains("; see " + results.folder()));
    }
    results.assertSameAs(new Results(undisturbed.resolve("out")));
    assertThat(results.files("logs")).filteredOn(name -> name.endsWith(".log")).hasSize(CRASHES);
    assertThat(results.unfinished()).isEmpty();
    assertThat(results.files("failures")).isEmpty();
    try (Stream<Path> files = Files.list(Launched.PROJECT)) {
      assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("hs_err"));
    }
  }

  @Test
  void after_the_driver_is_killed_a_rerun_resumes_by_key_even_with_a_damaged_checkpoint()
      throws Exception {
    String mark;
    Map<String, FileTime> rows;
    try (Launched sweep = sweep()) {
      sweep.until("a row", () -> !results.files("runs").isEmpty());
      // A checkpoint that exists already may be that of a run that is about to end.
      Set<String> before = saved().collect(Collectors.toSet());
      sweep.until("a new checkpoint", () -> !before.containsAll(saved().toList()));
      mark = saved().filter(name -> !before.contains(name)).findFirst().orElseThrow();
      List<ProcessHandle> slots = sweep.descendants(EXECUTOR);
      assertThat(slots).isNotEmpty();
      sweep.signal("KILL");
      sweep.exit();
      for (ProcessHandle slot : slots) { // must end without a signal
        slot.onExit().get(20, TimeUnit.SECONDS);
      }
      rows = times();
    }
    assertThat(rows).isNotEmpty().hasSizeLessThan(6);
    Path checkpoint = results.unfinished(mark.split("/")[0] + "/train.safetensors");
    byte[] bytes = Files.readAllBytes(checkpoint);
    bytes[bytes.length - 9] ^= 1;
    Files.write(checkpoint, bytes);

    try (Launched again = sweep()) {
      assertThat(again.exit()).as(again.output()).isEqualTo(0);
      assertThat(again.output()).contains("its content does not match its checksum");
    }
    results.assertSameAs(new Results(undisturbed.resolve("out")));
    assertThat(times()).containsAllEntriesOf(rows);
  }

  @Test
  void a_signal_finishes_running_runs_a_second_one_stops_them_and_a_rerun_completes_the_sweep()
      throws Exception {
    try (Launched sweep = sweep()) {
      checkpointed(sweep);
      sweep.signalAll("INT");
      sweep.until("the first answer", () -> sweep.output().contains("Cancelling: "));

      assertThat(sweep.exit()).as(sweep.output()).isEqualTo(130);
      assertThat(sweep.output()).contains("Cancelled: ").contains("rerun the sweep to resume");
      assertThat(results.files("runs")).hasSizeBetween(1, 5);
      assertThat(results.unfinished()).isEmpty();
    }
    try (Launched sweep = sweep()) {
      checkpointed(sweep);
      sweep.signalAll("HUP");
      sweep.until("the first answer", () -> sweep.output().contains("Terminal closed: "));
      sweep.signalAll("TERM");

      assertThat(sweep.exit()).as(sweep.output()).isEqualTo(130);
      assertThat(sweep.output()).contains("Stopping: ").doesNotContain("\tat ", "lost its process");
      assertThat(results.files("failures")).isEmpty();
    }
    try (Launched sweep = sweep()) {
      assertThat(sweep.exit()).as(sweep.output()).isEqualTo(0);
    }
    results.assertSameAs(new Results(undisturbed.resolve("out")));
  }

  @Test
  void a_sweep_that_is_terminated_while_its_executors_start_exits_cleanly() throws Exception {
    try (Launched sweep = sweep()) {
      sweep.until("an executor", () -> !sweep.descendants(EXECUTOR).isEmpty());
      sweep.signal("TERM");

      assertThat(sweep.exit()).as(sweep.output()).isEqualTo(130);
      assertThat(sweep.output())
          .contains("Terminated: finishing active runs")
          .contains("rerun the sweep to resume")
          .doesNotContain("\tat ");
    }
    assertThat(results.files("runs")).isEmpty();
  }

  @Test
  void two_runs_share_a_gpu_and_a_run_whose_leased_gpu_is_unusable_never_uses_the_cpu()
      throws Exception {
    Path gpus = Launched.PROJECT.resolve("deploy/standalone/gpus");
    String leasing =
        ("--master local-cluster[1,2,2048] --conf spark.executor.memory=1g"
                + " --conf spark.executor.cores=2"
                + " --conf spark.worker.resource.gpu.amount=1"
                + " --conf spark.worker.resource.gpu.discoveryScript=%s"
                + " --conf spark.executor.resource.gpu.amount=1"
                + " --conf spark.task.resource.gpu.amount=%s")
            .formatted(gpus, "0.5");
    try (Launched sweep = sweep(leasing, "--set", "device=cpu")) {
      assertThat(sweep.exit()).as(sweep.output()).isEqualTo(0);
    }
    results.assertSameAs(new Results(undisturbed.resolve("out")));
    assertThat(overlaps()).as("runs beside one another").isPositive();

    results = new Results(folder.resolve("leased"));
    try (Launched sweep = sweep(leasing)) {
      assertThat(sweep.exit()).as(sweep.output()).isEqualTo(4);
      assertThat(sweep.output()).contains("LOST: ").contains("Cannot use GPU 0 of ");
    }
    assertThat(results.rows()).isEmpty();
  }

  @Test
  void runs_that_share_a_gpu_can_each_have_a_process() throws Exception {
    String leasing =
        ("--master local-cluster[1,2,2048] --conf spark.executor.memory=1g"
                + " --conf spark.executor.cores=1"
                + " --conf spark.worker.resource.gpu.amount=2"
                + " --conf spark.worker.resource.gpu.discoveryScript=%s"
                + " --conf spark.executor.resource.gpu.amount=1"
                + " --conf spark.task.resource.gpu.amount=1")
            .formatted(Launched.PROJECT.resolve("deploy/standalone/gpus"));
    Map<String, String> environment =
        Map.of("ESPALIER_SPARK_ARGS", leasing, "ESPALIER_RUNS_PER_GPU", "2");
    try (Launched sweep = sweep(environment, "--set", "device=cpu")) {
      assertThat(sweep.exit()).as(sweep.output()).isEqualTo(0);
    }
    results.assertSameAs(new Results(undisturbed.resolve("out")));
    assertThat(overlaps()).as("runs beside one another").isPositive();
    assertThat(results.rows().values())
        .extracting(row -> row.place().executor())
        .contains("0", "1");

    results = new Results(folder.resolve("leased"));
    try (Launched sweep = sweep(environment)) {
      assertThat(sweep.exit()).as(sweep.output()).isEqualTo(4);
      assertThat(sweep.output()).contains("Cannot use GPU 0/1 of ");
    }
  }

  private long overlaps() throws IOException {
    List<RunRow> rows =
        results.rows().values().stream().sorted(Comparator.comparing(RunRow::startedAt)).toList();
    return IntStream.range(1, rows.size())
        .filter(i -> rows.get(i).startedAt() < rows.get(i - 1).finishedAt())
        .count();
  }

  /** Waits until a run in flight has written a checkpoint: {@code KEY/saved-1}. */
  private String checkpointed(Launched sweep) throws InterruptedException {
    sweep.until("a checkpoint", () -> saved().findFirst().isPresent());
    return saved().findFirst().orElseThrow();
  }

  private Stream<String> saved() {
    return results.unfinished().stream().filter(name -> name.contains("/saved-"));
  }

  /** Names of the start markers: {@code KEY/start-1}. */
  private List<String> starts() {
    return new ArrayList<>(
        results.unfinished().stream().filter(name -> name.contains("/start-")).toList());
  }

  /** The process of the run with this start marker; empty if the run has ended. */
  private List<ProcessHandle> processOf(Launched sweep, String start) throws IOException {
    try {
      String mark = Files.readAllLines(results.unfinished(start)).get(0);
      String executor = mark.substring(mark.lastIndexOf(' ') + 1);
      return sweep.descendants(EXECUTOR, "--executor-id " + executor + " ");
    } catch (NoSuchFileException e) { // it has ended in the meantime
      return List.of();
    }
  }

  private List<String> startsOfOthers(Set<String> keys) {
    return starts().stream().filter(start -> !keys.contains(start.split("/")[0])).toList();
  }

  private static List<String> lines(Launched sweep, String part) {
    return sweep.output().lines().filter(line -> line.contains(part)).toList();
  }

  private Map<String, FileTime> times() throws IOException {
    Map<String, FileTime> times = new HashMap<>();
    for (String file : results.files("runs")) {
      times.put(file, Files.getLastModifiedTime(results.folder().resolve("runs").resolve(file)));
    }
    return times;
  }

  private Launched sweep() throws IOException {
    return sweep("");
  }

  private Launched sweep(String sparkArguments, String... more) throws IOException {
    return sweep(Map.of("ESPALIER_SPARK_ARGS", sparkArguments), more);
  }

  private Launched sweep(Map<String, String> environment, String... more) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("sweep", config.toString(), "--out", results.folder().toString()));
    arguments.addAll(List.of(more));
    return Launched.espalier(folder, environment, arguments.toArray(String[]::new));
  }
}
