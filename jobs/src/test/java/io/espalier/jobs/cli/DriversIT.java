// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps whose driver dies, and sweeps with two of them. */
@Timeout(300)
class DriversIT {
  private static final String SWEEP =
      """
      name: drivers
      device: cpu
      dense: {epochs: 4, batch: 10}
      checkpoint: {epochs: 1}
      grid:
        dataset: {name: shapes, train: 100, test: 50}
        model: {name: resnet20s, width: 0.25}
        method: {name: imp, epochs: 3, batch: 10}
        sparsity: {rounds: [1, 2]}
        seed: [1, 2]
      """;

  private static final int RUNS = 6;

  @TempDir private static Path undisturbed;

  @TempDir private Path folder;

  @BeforeAll
  static void sweepUndisturbed() throws IOException {
    Path config = Files.writeString(undisturbed.resolve("sweep.yaml"), SWEEP);
    CommandLineRun sweep =
        CommandLineRun.of(
            "sweep", config.toString(), "--out", undisturbed.resolve("out").toString());
    assertThat(sweep.exit()).as(sweep.err()).isEqualTo(0);
  }

  @Test
  void a_supervised_driver_that_is_killed_is_started_again_and_the_sweep_goes_on_by_itself()
      throws Exception {
    Path config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
    Results results = new Results(folder.resolve("out"));
    StandaloneCluster cluster = StandaloneCluster.in(folder, Map.of("ESPALIER_CORES", "3"));
    cluster.run("start", "1");
    try {
      String spark =
          "--master spark://%s --properties-file conf/spark-cpu.conf".formatted(cluster.address())
              + " --deploy-mode cluster --supervise --driver-memory 1g"
              + " --conf spark.executor.memory=1g --conf spark.ui.enabled=false";
      try (Launched submit =
          Launched.espalier(
              folder, spark, "sweep", config.toString(), "--out", results.folder().toString())) {
        assertThat(submit.exit()).as(submit.output()).isEqualTo(0);
      }
      await(() -> !results.files("runs").isEmpty());
      List<ProcessHandle> drivers =
          Launched.having(cluster.worker("worker-1").children(), "DriverWrapper");
      assertThat(drivers).hasSize(1);

      drivers.get(0).destroyForcibly();

      await(() -> status(results).contains("state    complete"));
      results.assertSameAs(new Results(undisturbed.resolve("out")));
      assertThat(results.rows()).hasSize(RUNS);
      assertThat(results.unfinished()).isEmpty();
      assertThat(starts(results)).hasSize(2);
      await(
          () ->
              Launched.having(ProcessHandle.allProcesses(), "DriverWrapper", config.toString())
                  .isEmpty());
    } finally {
      cluster.run("stop");
    }
  }

  @Test
  void two_drivers_of_one_sweep_into_one_folder_end_with_the_results_of_one() throws Exception {
    Path config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
    Results results = new Results(folder.resolve("out"));
    String[] arguments = {"sweep", config.toString(), "--out", results.folder().toString()};
    String spark = "--master local-cluster[1,1,1048576]";
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = Files.createDirectory(folder.resolve("second"));
    try (Launched one = Launched.espalier(first, spark, arguments);
        Launched other = Launched.espalier(second, spark, arguments)) {
      assertThat(one.exit()).as(one.output()).isEqualTo(0);
      assertThat(other.exit()).as(other.output()).isEqualTo(0);
      assertThat(one.output()).contains(RUNS + " of " + RUNS + " runs");
      assertThat(other.output()).contains(RUNS + " of " + RUNS + " runs");
    }

    results.assertSameAs(new Results(undisturbed.resolve("out")));
    assertThat(results.rows()).hasSize(RUNS);
    assertThat(results.unfinished()).isEmpty();
    assertThat(results.files("failures")).as(() -> causes(results)).isEmpty();
    assertThat(starts(results)).hasSize(2);
  }

  private static String causes(Results results) {
    String[] arguments = {"sql", "--out", results.folder().toString(), "select * from failures"};
    return CommandLineRun.of(arguments).out();
  }

  private static String status(Results results) {
    return CommandLineRun.of("status", "--out", results.folder().toString()).out();
  }

  private static List<Path> starts(Results results) throws IOException {
    try (Stream<Path> logs = Files.list(results.folder().resolve("logs"))) {
      return logs.filter(log -> Files.exists(log.resolve("sweep.json"))).toList();
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    while (!condition.holds()) {
      Thread.sleep(300);
    }
  }
}
