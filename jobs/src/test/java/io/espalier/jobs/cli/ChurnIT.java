// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sweep of 40 short runs on a standalone cluster whose workers come and go at random: they leave
 * with notice, as a spot machine or a drained node does; their executors get SIGTERM, as from a
 * batch system; or all of their processes are killed at once, as when a machine fails. Prints what
 * each departure cost.
 *
 * <p>Opt-in: {@code mvn verify -Pit -Dgroups=chaos -Dexcluded.groups= -Dit.test=ChurnIT}; {@code
 * -Dchaos.seed=1} sets the seed.
 */
@Tag("chaos")
class ChurnIT {
  private static final long SEED = Long.getLong("chaos.seed", 1);
  private static final int WORKERS = 3;
  private static final int MINUTES = 20;

  /** More would leave a busy machine no time between the starts of processes. */
  private static final int DEPARTURES = 12;

  /** 4 dense runs, 12 rounds of IMP, and 24 others. */
  private static final String SWEEP =
      """
      device: cpu
      dense: {epochs: 8, batch: 10}
      checkpoint: {epochs: 2}
      grid:
        dataset: {name: shapes, train: 100, test: 50}
        model: {name: resnet20s, width: 0.25}
        method:
          - {name: imp, epochs: 8, batch: 10}
          - {name: bip, epochs: 5, batch: 10}
          - {name: hydra, score_epochs: 4, epochs: 4, batch: 10}
          - {name: random, epochs: 8, batch: 10}
        sparsity: {rounds: [1, 3]}
        seed: [1, 2, 3, 4]
      """;

  private static final int RUNS = 40;

  /** How a worker leaves. */
  private enum Way {
    NOTICE,
    TERM,
    KILL
  }

  private record Departure(Way way, String worker, LocalDateTime time) {}

  @TempDir private static Path folder;
  private static StandaloneCluster cluster;
  private static Path config;
  private static Results undisturbed;

  @BeforeAll
  static void start() throws Exception {
    config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
    cluster = StandaloneCluster.in(folder, Map.of("ESPALIER_CORES", "1"));
    cluster.run("start", String.valueOf(WORKERS));
    undisturbed = new Results(folder.resolve("undisturbed"));
    try (Launched sweep = cluster.sweep(config, undisturbed, "conf/spark-cpu.conf")) {
      assertThat(sweep.exitWithin(MINUTES)).as(sweep.output()).isEqualTo(0);
    }
    assertThat(undisturbed.rows()).hasSize(RUNS);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.run("stop");
  }

  @Test
  void a_sweep_whose_workers_come_and_go_is_the_same_as_an_undisturbed_one() throws Exception {
    Random random = new Random(SEED);
    Results results = new Results(folder.resolve("churned"));
    List<Departure> departures = new ArrayList<>();
    try (Launched sweep = cluster.sweep(config, results, "conf/spark-cpu.conf")) {
      sweep.until("its first row", () -> !results.files("runs").isEmpty());
      List<Way> ways = new ArrayList<>();
      while (departures.size() < DEPARTURES
          && sweep.isAlive()
          && results.files("runs").size() < RUNS) {
        Thread.sleep(3000 + random.nextInt(3000));
        if (workers().size() < WORKERS) {
          cluster.run("worker");
        }
        List<String> busy = busyWorkers();
        if (busy.isEmpty()) {
          continue;
        }
        if (ways.isEmpty()) { // each as often as the others
          Collections.addAll(ways, Way.values());
          Collections.shuffle(ways, random);
        }
        departures.add(leave(ways.remove(0), busy.get(random.nextInt(busy.size()))));
      }
      assertThat(sweep.exitWithin(MINUTES))
          .as("seed %d %s: %s", SEED, departures, sweep.output())
          .isEqualTo(0);
    }

    assertThat(results.files("runs")).hasSize(RUNS);
    results.assertSameAs(undisturbed);
    assertThat(results.files("failures")).isEmpty();
    assertThat(results.unfinished()).isEmpty();
    assertLosses(departures, RunLog.of(cluster));
  }

  private static Departure leave(Way way, String worker) throws Exception {
    ProcessHandle process = cluster.worker(worker);
    Departure departure = new Departure(way, worker, LocalDateTime.now(ZoneOffset.UTC));
    switch (way) {
      case NOTICE -> cluster.run("leave", worker);
      case TERM -> {
        for (ProcessHandle executor : StandaloneCluster.executors(process)) {
          Launched.signal(executor.pid(), "TERM");
        }
      }
      case KILL -> {
        List<ProcessHandle> executors = StandaloneCluster.executors(process);
        Launched.signal(process.pid(), "KILL");
        for (ProcessHandle executor : executors) {
          Launched.signal(executor.pid(), "KILL");
        }
      }
    }
    return departure;
  }

  /** Workers that have a run now. */
  private static List<String> busyWorkers() throws Exception {
    RunLog log = RunLog.of(cluster);
    LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC);
    return workers().stream()
        .filter(
            worker ->
                log.activeOn(worker, now).stream()
                    .anyMatch(start -> log.next(start.key(), start.time()).isEmpty()))
        .toList();
  }

  private static SortedSet<String> workers() throws Exception {
    SortedSet<String> running = new TreeSet<>();
    cluster
        .run("status")
        .lines()
        .filter(line -> line.startsWith("worker-") && line.endsWith(" is running"))
        .forEach(line -> running.add(line.split(" ")[0]));
    return running;
  }

  private static void assertLosses(List<Departure> departures, RunLog log) {
    Map<Way, List<Double>> lost = new LinkedHashMap<>();
    System.out.printf(Locale.ROOT, "seed %d: %d departures%n", SEED, departures.size());
    Set<RunLog.Line> killed = new HashSet<>(); // they log no end, and workers of one name are many
    for (Departure departure : departures) {
      List<RunLog.Line> active =
          log.activeOn(departure.worker(), departure.time()).stream().filter(killed::add).toList();
      String text = departure.way() + " of " + departure.worker();
      if (active.isEmpty()) {
        System.out.println(text + " without a run");
      }
      for (RunLog.Line start : active) {
        RunLog.Line last = log.attempt(start).reduce((before, line) -> line).orElseThrow();
        if (last.tells(" is done")) {
          System.out.println(text + ": its run ended by itself");
          continue;
        }
        RunLog.Line next = log.next(start.key(), last.time()).orElseThrow();
        double repeated =
            departure.way() == Way.KILL
                ? repeatedAfterKill(departure, start, next, log)
                : repeatedAfterNotice(start, last, next, log);
        lost.computeIfAbsent(departure.way(), any -> new ArrayList<>()).add(repeated);
        System.out.printf(
            Locale.ROOT,
            "%s: %s%.1f s of training repeated, goes on after %.1f s%n",
            text,
            departure.way() == Way.KILL
                ? ""
                : "saved after %s s, ".formatted(seconds(departure.time(), last.time())),
            repeated,
            seconds(departure.time(), next.time()));
      }
    }
    lost.forEach(
        (way, all) ->
            System.out.printf(
                Locale.ROOT,
                "%s: %d runs, %.1f s of training repeated on average, %.1f s at most%n",
                way,
                all.size(),
                all.stream().mapToDouble(one -> one).average().orElseThrow(),
                Collections.max(all)));
    assertThat(lost).as("each way met a run; try another seed").containsOnlyKeys(Way.values());
  }

  /** From the last checkpoint, or the start, to the death. */
  private static double repeatedAfterKill(
      Departure departure, RunLog.Line start, RunLog.Line next, RunLog log) {
    List<Optional<String>> resumed = log.resumed(next).stream().map(RunLog.Line::steps).toList();
    Stream<RunLog.Line> saved =
        log.attempt(start)
            .filter(line -> line.tells(" is saved after ") && resumed.contains(line.steps()));
    LocalDateTime from =
        saved.map(RunLog.Line::time).reduce((before, after) -> after).orElse(start.time());
    return seconds(from, departure.time());
  }

  /** Nothing: a run that was told to stop resumes at the step after its last one. */
  private static double repeatedAfterNotice(
      RunLog.Line start, RunLog.Line last, RunLog.Line next, RunLog log) {
    assertThat(last.text()).contains(" stops: ");
    List<Optional<String>> resumed = log.resumed(next).stream().map(RunLog.Line::steps).toList();
    log.lastSaved(start).ifPresent(saved -> assertThat(resumed).contains(saved.steps()));
    if (last.steps().isPresent() && !last.text().contains(" after 0 steps")) {
      assertThat(resumed).as(last.text()).contains(last.steps());
    }
    return 0;
  }

  private static double seconds(LocalDateTime from, LocalDateTime to) {
    return Duration.between(from, to).toMillis() / 1e3;
  }
}
