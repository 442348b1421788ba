package io.espalier.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.config.ConfigReader;
import io.espalier.jobs.config.SweepConfig;
import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.SweepGraph;
import io.espalier.jobs.run.Resumption;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sweep of 100,000 runs that was stopped shortly before its end: how long it takes to find out
 * what is left, and how much memory. Opt-in, since it writes as many files:
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
  void what_is_left_of_100_000_runs_is_known_within_30_seconds() throws Exception {
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
    SweepConfig config =
        timed("read the config", () -> ConfigReader.read("b.yaml", yaml, List.of()));
    SweepGraph sweep = timed("make the graph", () -> graph(config));
    List<RunNode> nodes = sweep.whole().graph().nodes();
    Set<String> keys = nodes.stream().map(RunNode::key).collect(Collectors.toSet());
    assertThat(keys).hasSameSizeAs(nodes).hasSize(SEEDS * (1 + 4 * ROUNDS));
    System.out.printf("%,d cells, %,d runs%n", config.cells().size(), nodes.size());

    ResultStore store = new ResultStore(folder.toString(), new Configuration());
    Set<String> left = write(nodes, store);
    assertLeft("a file each", sweep, store, left);
    timed("compact", () -> Compaction.of(store));
    double seconds = assertLeft("compacted", sweep, store, left);
    System.out.printf("peak heap %,d MB of %,d MB%n", peakMegabytes(), maxMegabytes());
    assertThat(seconds).isLessThan(30);
    timed("read all rows", () -> StoredRow.all(store.files(ResultTable.RUNS)).size());
  }

  private static SweepGraph graph(SweepConfig config) {
    return SweepGraph.of(config.parts(), Map.of(config.sources().get(0).dataset(), FINGERPRINT));
  }

  private static double assertLeft(
      String how, SweepGraph sweep, ResultStore store, Set<String> left) throws Exception {
    long start = System.nanoTime();
    timed(how + ": list what is done", store::doneKeys);
    Set<String> done =
        timed(how + ": decide what is left", () -> Resumption.done(sweep.whole().graph(), store));
    Plan plan = timed(how + ": plan", () -> new Plan(sweep, done));
    timed(how + ": figures", () -> plan.figures(8).text());
    assertThat(plan.toDo()).extracting(RunNode::key).containsExactlyInAnyOrderElementsOf(left);
    return (System.nanoTime() - start) / 1e9;
  }

  /** The rows of all runs but IMP's last rounds, whose parents' tickets are there. */
  private Set<String> write(List<RunNode> nodes, ResultStore store) throws Exception {
    Map<String, RunNode> byKey =
        nodes.stream().collect(Collectors.toMap(RunNode::key, node -> node));
    Set<String> parents = nodes.stream().map(RunNode::parentKey).collect(Collectors.toSet());
    Set<String> left = new HashSet<>();
    for (RunNode node : nodes) {
      if (node.spec().method().name().equals("imp") && !parents.contains(node.key())) {
        left.add(node.key());
        Path ticket = folder.resolve("artifacts").resolve(node.parentKey());
        Files.createDirectories(ticket);
        Files.writeString(ticket.resolve("ticket.json"), "{}");
      }
    }
    List<String> done =
        nodes.stream().map(RunNode::key).filter(key -> !left.contains(key)).toList();
    TableFiles<RunRow> runs = store.files(ResultTable.RUNS);
    timed(
        "write " + done.size() + " rows",
        () -> {
          try (ManyFiles many = new ManyFiles()) {
            return many.each(
                done,
                key -> {
                  runs.createSmall(key, List.of(row(byKey.get(key))));
                  return key;
                });
          }
        });
    return left;
  }

  private static RunRow row(RunNode node) throws IOException {
    RunRow sample = SampleRun.dense("", node.spec().seed(), 0.9).row();
    RunIdentity identity =
        new RunIdentity(
            node.key(),
            node.spec().dataset().name(),
            FINGERPRINT,
            node.spec().model().name(),
            node.spec().structure().toString(),
            node.spec().method().name(),
            node.spec().method().variant(),
            node.spec().setting(),
            node.denseVariant(),
            node.spec().method().allSettings().toString(),
            node.spec().seed(),
            node.spec().sparsity().share(),
            node.denseKey(),
            node.parentKey());
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
    R result = work.call();
    System.out.printf(
        "%-40s %8.1f s  peak heap %,d MB%n",
        what, (System.nanoTime() - start) / 1e9, peakMegabytes());
    return result;
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
