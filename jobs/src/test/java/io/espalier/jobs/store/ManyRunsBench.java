// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import static io.espalier.jobs.config.TestConfigs.cells;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.espalier.jobs.config.ConfigReader;
import io.espalier.jobs.driver.Resumption;
import io.espalier.jobs.estimate.EstimateInputs;
import io.espalier.jobs.estimate.PlanSummary;
import io.espalier.jobs.plan.Descent;
import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.SweepGraph;
import io.espalier.jobs.sweep.SweepConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures the time and the memory that it takes to find the runs left of a sweep of 100,000 runs
 * that was stopped shortly before its end. Opt-in, because it writes as many files:
 *
 * <pre>
 * mvn -pl jobs -am test -Dtest=ManyRunsBench -Dgroups=scale -Dexcluded.groups= \
 *   -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
@Tag("scale")
class ManyRunsBench {
  private static final int SEEDS = Integer.getInteger("seeds", 2_440);
  private static final int ROUNDS = 10;
  private static final String FINGERPRINT = "f00d";

  @TempDir private Path folder;

  @Test
  void the_runs_left_of_100_000_are_found_within_30_seconds() throws Exception {
    String seeds =
        LongStream.rangeClosed(1, SEEDS).mapToObj(String::valueOf).collect(Collectors.joining(","));
    String yaml =
        """
        grid:
          dataset: {name: shapes, train: 40, test: 20}
          model: resnet20s
          method: [imp, omp, bip, random]
          sparsity: {rounds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}
          seed: [%s]
        """
            .formatted(seeds);
    long start = System.nanoTime();
    SweepConfig config =
        timed("read the config", () -> ConfigReader.read("b.yaml", yaml, List.of()).orThrow());
    SweepGraph sweep = timed("make the graph", () -> graph(config));
    double before = seconds(start);
    List<RunNode> nodes = sweep.whole().graph().nodes();
    Set<RunKey> keys = nodes.stream().map(RunNode::key).collect(Collectors.toSet());
    assertThat(keys).hasSameSizeAs(nodes).hasSize(SEEDS * (1 + 4 * ROUNDS));
    System.out.printf("%,d cells, %,d runs%n", cells(config).size(), nodes.size());

    ResultStore store = new ResultStore(folder.toString(), new Configuration());
    Map<RunKey, RunNode> done = done(nodes);
    Set<RunKey> left = new HashSet<>(keys);
    left.removeAll(done.keySet());
    writeSmall(done.keySet());
    System.out.printf(
        "a file each, from the config's text to the figures: %.1f s%n",
        before + assertLeft("a file each", sweep, store, left));
    store.storage().delete(folder.resolve("runs").toString());
    List<RunRow> rows =
        done.values().stream()
            .sorted(Comparator.comparing(RunNode::key))
            .map(ManyRunsBench::row)
            .toList();
    new CompactedResults(store).write(rows, run -> List.of(), run -> List.of());
    double seconds = before + assertLeft("compacted", sweep, store, left);
    System.out.printf("compacted, from the config's text to the figures: %.1f s%n", seconds);
    System.out.printf("peak heap %,d MB of %,d MB%n", peakMegabytes(), maxMegabytes());
    assertThat(seconds).isLessThan(30);
    timed(
        "read the rows of 1,000 runs",
        () ->
            store.runs(
                done.keySet().stream()
                    .map(RunKey::hex)
                    .sorted()
                    .limit(1_000)
                    .collect(Collectors.toSet())));
    timed("read all rows", () -> StoredRow.all(store.files(ResultTable.RUNS)).size());
  }

  private static SweepGraph graph(SweepConfig config) {
    return SweepGraph.of(config.parts(), Map.of(config.sources().get(0).dataset(), FINGERPRINT));
  }

  private static double assertLeft(
      String how, SweepGraph sweep, ResultStore store, Set<RunKey> left) throws Exception {
    long start = System.nanoTime();
    timed(how + ": list what is done", store::doneKeys);
    Set<RunKey> done =
        timed(how + ": decide what is left", () -> Resumption.done(sweep.whole().graph(), store));
    Plan plan = timed(how + ": plan", () -> new Plan(sweep, done));
    timed(how + ": figures", () -> PlanSummary.of(plan, 8, EstimateInputs.NONE).text());
    assertThat(plan.toDo()).extracting(RunNode::key).containsExactlyInAnyOrderElementsOf(left);
    return seconds(start);
  }

  /** All runs except the last rounds of IMP, for whose parents it writes tickets. */
  private Map<RunKey, RunNode> done(List<RunNode> nodes) throws IOException {
    Map<RunKey, RunNode> done =
        nodes.stream().collect(Collectors.toMap(RunNode::key, Function.identity()));
    Set<RunKey> parents =
        nodes.stream().flatMap(node -> node.parentKey().stream()).collect(Collectors.toSet());
    for (RunNode node : nodes) {
      if (node.spec().method().name().equals("imp") && !parents.contains(node.key())) {
        done.remove(node.key());
        Path ticket = folder.resolve("artifacts").resolve(node.parentKey().orElseThrow().hex());
        Files.createDirectories(ticket);
        Files.writeString(ticket.resolve("ticket.json"), "{}");
      }
    }
    return done;
  }

  /** Writes files without rows, because only their listing is read. */
  private void writeSmall(Set<RunKey> keys) throws IOException {
    Path runs = Files.createDirectories(folder.resolve("runs"));
    for (RunKey key : keys) {
      Files.write(runs.resolve(key + ".parquet"), new byte[10_000]);
    }
  }

  private static RunRow row(RunNode node) {
    RunRow sample = SampleRun.dense("", node.spec().seed(), 0.9).row();
    RunIdentity identity =
        new RunIdentity(
            node.key().hex(),
            node.spec().dataset().name(),
            FINGERPRINT,
            node.spec().model().name(),
            node.spec().structure().toString(),
            node.spec().method().name(),
            node.spec().method().variant(),
            node.spec().setting(),
            node.descent().map(Descent::denseVariant).orElse(null),
            node.spec().method().allSettings().toString(),
            node.spec().seed(),
            node.spec().sparsity().share(),
            node.descent().map(Descent::denseKey).map(RunKey::hex).orElse(null),
            node.parentKey().map(RunKey::hex).orElse(null));
    return new RunRow(
        RunRow.SCHEMA_VERSION,
        identity,
        sample.result(),
        sample.artifacts(),
        sample.cost(),
        sample.place(),
        1,
        sample.startedAt(),
        sample.finishedAt(),
        sample.provenance());
  }

  private static <R> R timed(String what, Callable<R> work) throws Exception {
    long start = System.nanoTime();
    long cpu = processCpu();
    R result = work.call();
    System.out.printf(
        "%-40s %8.1f s  %8.1f s of CPU  peak heap %,d MB%n",
        what, seconds(start), (processCpu() - cpu) / 1e9, peakMegabytes());
    return result;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** CPU time is more accurate than wall time on a machine with other load. */
  private static long processCpu() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static long peakMegabytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getPeakUsage)
            .mapToLong(usage -> usage.getUsed())
            .sum()
        >> 20;
  }

  private static long maxMegabytes() {
    return Runtime.getRuntime().maxMemory() >> 20;
  }
}
