// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sweeps on a standalone cluster whose executors, workers and drivers are killed at random moments.
 * Opt-in: {@code mvn verify -Pit -Dgroups=chaos -Dexcluded.groups= -Dit.test=ChaosIT}; {@code
 * -Dchaos.sweeps=10 -Dchaos.seed=1} set the number of sweeps and the first seed.
 */
@Tag("chaos")
class ChaosIT {
  private static final int SWEEPS = Integer.getInteger("chaos.sweeps", 10);
  private static final long SEED = Long.getLong("chaos.seed", 1);

  /** 26 runs of one to three seconds. */
  private static final String SWEEP =
      """
      device: cpu
      dense: {epochs: 4, batch: 10}
      checkpoint: {epochs: 1}
      grid:
        dataset: {name: shapes, train: 100, test: 50}
        model: {name: resnet20s, width: 0.25}
        method:
          - {name: imp, epochs: 3, batch: 10}
          - {name: bip, epochs: 3, batch: 10}
          - {name: hydra, score_epochs: 2, epochs: 2, batch: 10}
          - {name: random, epochs: 3, batch: 10}
        sparsity: {rounds: [1, 2, 3]}
        seed: [1, 2]
      """;

  private static final int RUNS = 26;

  private enum Victim {
    EXECUTOR,
    WORKER,
    DRIVER
  }

  @TempDir private static Path folder;
  private static StandaloneCluster cluster;
  private static Path config;
  private static Results undisturbed;

  @BeforeAll
  static void start() throws Exception {
    cluster = StandaloneCluster.in(folder, Map.of());
    config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
    cluster.run("start");
    undisturbed = new Results(folder.resolve("undisturbed"));
    try (Launched sweep = sweep(undisturbed)) {
      assertThat(sweep.exit()).as(sweep.output()).isEqualTo(0);
    }
    assertThat(undisturbed.rows()).hasSize(RUNS);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.run("stop");
  }

  static Stream<Long> seeds() {
    return Stream.iterate(SEED, seed -> seed + 1).limit(SWEEPS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void a_sweep_with_killed_processes_has_the_same_results_as_an_undisturbed_one(long seed)
      throws Exception {
    Random random = new Random(seed);
    Results results = new Results(folder.resolve("sweep-" + seed));
    List<Victim> victims = new ArrayList<>(Arrays.asList(Victim.values()));
    victims.add(Victim.values()[random.nextInt(3)]);
    Collections.shuffle(victims, random);
    Set<Path> before = cluster.logs();
    List<String> story = new ArrayList<>();
    int rows = 0;
    Launched sweep = sweep(results);
    try {
      for (Victim victim : victims) {
        // Wait until the sweep has progressed since the last kill, and then for a random time.
        int more = rows + 1 + random.nextInt(4);
        sweep.until(more + " rows", () -> results.files("runs").size() >= more);
        Thread.sleep(random.nextInt(2500));
        rows = results.files("runs").size();
        story.add(victim + " at " + rows + " rows");
        sweep = killed(victim, sweep, results, random);
      }
      assertThat(sweep.exit()).as("%s: %s", story, sweep.output()).isEqualTo(0);
    } finally {
      sweep.close();
    }

    System.out.printf("seed %d: %s%n", seed, story); // to reproduce a failure
    assertThat(results.files("runs")).as("%s", story).hasSize(RUNS);
    results.assertSameAs(undisturbed);
    assertThat(results.files("failures")).as("%s", story).isEmpty();
    assertThat(results.unfinished()).as("%s", story).isEmpty();
    Set<Path> logs = cluster.logs();
    logs.removeAll(before);
    LoggedEpochs told = LoggedEpochs.in(logs);
    assertThat(told.count()).as("what executors tell").isGreaterThan(RUNS);
    assertThat(told.madeInVain()).as("%s: epochs with a checkpoint, lost", story).isEmpty();
  }

  private static Launched killed(Victim victim, Launched sweep, Results results, Random random)
      throws Exception {
    switch (victim) {
      case EXECUTOR -> killOneOf(ChaosIT::executors, random);
      case WORKER -> {
        killOneOf(cluster::workers, random);
        cluster.run("worker");
      }
      case DRIVER -> {
        sweep.close();
        return sweep(results);
      }
    }
    return sweep;
  }

  private static void killOneOf(Supplier<List<ProcessHandle>> processes, Random random)
      throws Exception {
    List<ProcessHandle> found = processes.get();
    while (found.isEmpty()) { // one has died and its successor has not started yet
      Thread.sleep(20);
      found = processes.get();
    }
    Launched.signal(found.get(random.nextInt(found.size())).pid(), "KILL");
  }

  private static List<ProcessHandle> executors() {
    return cluster.workers().stream()
        .flatMap(worker -> StandaloneCluster.executors(worker).stream())
        .toList();
  }

  private static Launched sweep(Results results) throws IOException {
    return cluster.sweep(config, results, "conf/spark-gpu.conf");
  }
}
