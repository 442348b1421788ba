package io.espalier.jobs.run;

import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunGraph;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.progress.EpochSender;
import io.espalier.jobs.progress.Progress;
import io.espalier.jobs.store.FailureRow;
import io.espalier.jobs.store.ResultStore;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Drives a plan: each run is a Spark job of one task, started as soon as the run that it starts
 * from has finished, the longest remaining path first, as many at a time as there are slots.
 */
public final class SweepDriver {
  private final JavaSparkContext spark;
  private final String out;
  private final Map<Choice<ImageDataset>, String> data;
  private final Progress progress;

  /**
   * @param out root of the results
   * @param data where each dataset lies
   */
  public SweepDriver(
      JavaSparkContext spark,
      String out,
      Map<Choice<ImageDataset>, String> data,
      Progress progress) {
    this.spark = spark;
    this.out = out;
    this.data = Map.copyOf(data);
    this.progress = progress;
  }

  private record Ended(RunNode node, RunOutcome outcome) {}

  /**
   * Runs all that is left to do.
   *
   * @throws InterruptedException when interrupted; runs in flight are cancelled, what finished
   *     stays
   */
  public SweepOutcome run(Plan plan) throws InterruptedException {
    RunGraph graph = plan.graph();
    PriorityQueue<RunNode> ready =
        new PriorityQueue<>(
            Comparator.comparingDouble((RunNode node) -> -graph.remainingPasses(node.key())));
    Set<String> done = new HashSet<>(plan.done());
    plan.toDo().stream()
        .filter(node -> node.parentKey() == null || done.contains(node.parentKey()))
        .forEach(ready::add);
    Map<RunNode, RunOutcome.Failed> failed = new LinkedHashMap<>();
    Map<RunNode, String> blocked = new LinkedHashMap<>();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      ExecutorCompletionService<Ended> running = new ExecutorCompletionService<>(threads);
      int inFlight = 0;
      while (inFlight > 0 || !ready.isEmpty()) {
        while (inFlight < slots() && !ready.isEmpty()) {
          RunNode node = ready.remove();
          progress.started(node);
          running.submit(() -> new Ended(node, submitted(node)));
          inFlight++;
        }
        Ended ended = running.take().get();
        inFlight--;
        if (ended.outcome() instanceof RunOutcome.Failed failure) {
          progress.failed(ended.node());
          failed.put(ended.node(), failure);
          descendants(graph, ended.node())
              .filter(node -> !done.contains(node.key()))
              .forEach(node -> blocked.put(node, ended.node().key()));
        } else {
          progress.finished(ended.node());
          done.add(ended.node().key());
          graph.children(ended.node().key()).stream()
              .filter(child -> !done.contains(child.key()))
              .forEach(ready::add);
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot drive the sweep", e.getCause());
    } catch (InterruptedException e) {
      spark.sc().cancelAllJobs();
      throw e;
    } finally {
      threads.shutdownNow();
    }
    return new SweepOutcome(failed, blocked);
  }

  /** Runs of one task that fit on the executors there are. */
  private int slots() {
    int cpusATask = spark.getConf().getInt("spark.task.cpus", 1);
    return Math.max(1, spark.defaultParallelism() / cpusATask);
  }

  private RunOutcome submitted(RunNode node) throws IOException {
    spark.setJobGroup(node.key(), RunKey.brief(node.key()) + " " + node.spec(), true);
    RunTask task =
        new RunTask(
            node,
            out,
            data.get(node.spec().dataset()),
            new SerializableConfiguration(spark.hadoopConfiguration()));
    try {
      return spark
          .parallelize(List.of(task), 1)
          .map(run -> run.run(new EpochSender(run.node().key())))
          .first();
    } catch (Exception e) {
      if (e instanceof SparkException || e.getCause() instanceof SparkException) {
        return lost(node, e);
      }
      throw e;
    }
  }

  /** An executor that dies writes no row, so the driver does. */
  private RunOutcome lost(RunNode node, Exception thrown) throws IOException {
    ResultStore store = new ResultStore(out, spark.hadoopConfiguration());
    String cause = thrown.getMessage().lines().findFirst().orElse("no reason given");
    store.writeFailure(
        new FailureRow(
            new RunRows(node).identity(),
            store.nextAttempt(node.key()),
            FailureKind.LOST.name(),
            cause,
            null,
            null,
            System.currentTimeMillis()));
    return new RunOutcome.Failed(FailureKind.LOST, cause);
  }

  private static Stream<RunNode> descendants(RunGraph graph, RunNode node) {
    Deque<RunNode> open = new ArrayDeque<>(graph.children(node.key()));
    Set<RunNode> found = new LinkedHashSet<>();
    while (!open.isEmpty()) {
      RunNode next = open.remove();
      if (found.add(next)) {
        open.addAll(graph.children(next.key()));
      }
    }
    return found.stream();
  }
}
