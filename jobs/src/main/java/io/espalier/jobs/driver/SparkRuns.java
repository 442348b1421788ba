// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import io.espalier.jobs.executor.Attempts;
import io.espalier.jobs.executor.FailureKind;
import io.espalier.jobs.executor.FailureLog;
import io.espalier.jobs.executor.RunOutcome;
import io.espalier.jobs.executor.RunTask;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.progress.EpochSender;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.sweep.Execution;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.engine.EngineUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts each run as a Spark job of one task. */
public final class SparkRuns implements RunLauncher, AutoCloseable {
  /** The drawback of several slots in one process, for messages. */
  public static final String SHARED_PROCESS =
      "runs in one process wait for each other at the first pass of each shape, and a crash in"
          + " native code ends all of them; use one slot per process to avoid both";

  /** Spark's default of {@code spark.task.maxFailures}. */
  private static final int DEFAULT_MAX_FAILURES = 4;

  /**
   * How long the driver waits for cancelled runs: usually for the end of a step and the write of a
   * checkpoint.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(SparkRuns.class);

  private final JavaSparkContext spark;
  private final Slots slots;
  private final ResultStore store;
  private final Map<Choice<ImageDataset>, String> data;
  private final Execution execution;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final LostProcesses lost;
  private final ActiveTasks active = new ActiveTasks();
  private final Departures departures;
  private boolean loggedSharing;
  private volatile boolean cancelled;

  /**
   * @param store of the results
   * @param data location of each dataset, as seen by executors
   */
  public SparkRuns(
      JavaSparkContext spark,
      ResultStore store,
      Map<Choice<ImageDataset>, String> data,
      Execution execution) {
    this.spark = spark;
    this.slots = new Slots(spark);
    this.store = store;
    this.data = Map.copyOf(data);
    this.execution = execution;
    this.lost =
        new LostProcesses(
            store, spark.getConf().getInt("spark.task.maxFailures", DEFAULT_MAX_FAILURES), threads);
    spark.sc().addSparkListener(lost);
    spark.sc().addSparkListener(active);
    this.departures = Departures.of(spark.sc(), active);
  }

  @Override
  public int slots() {
    return slots.wanted();
  }

  @Override
  public void onSlotsChange(Runnable listener) {
    slots.onChange(listener);
  }

  /**
   * False if Spark cannot give one task more resources than another: on a single machine, all
   * processes share the memory, and executors can share a GPU.
   */
  @Override
  public boolean isolates() {
    SparkConf conf = spark.getConf();
    return !spark.isLocal()
        && !spark.master().startsWith("local-cluster")
        && conf.contains("spark.executor.cores")
        && !conf.getBoolean("spark.dynamicAllocation.enabled", false)
        && !slots.shareGpus();
  }

  @Override
  public void start(RunNode node, Isolation isolation, Consumer<RunOutcome> ended) {
    logSharedProcessesOnce();
    threads.execute(() -> ended.accept(outcome(node, isolation)));
  }

  @Override
  public void cancel() {
    cancelled = true;
    spark.sc().cancelAllJobs();
  }

  /**
   * Waits for cancelled runs, which save their state before they end, because the executors end
   * with the application.
   */
  @Override
  public void close() {
    departures.close();
    if (cancelled && !spark.sc().isStopped()) {
      try {
        active.awaitNone(PATIENCE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    spark.sc().removeSparkListener(active);
    spark.sc().removeSparkListener(lost);
    threads.shutdownNow();
  }

  private void logSharedProcessesOnce() {
    int processes = slots.processes();
    int count = slots.count();
    if (processes > 0 && count > processes && !loggedSharing) {
      loggedSharing = true;
      LOG.info("{} slots in {} processes: {}", count, processes, SHARED_PROCESS);
    }
  }

  /** Never throws: without an outcome, the run would keep its slot for ever. */
  private RunOutcome outcome(RunNode node, Isolation isolation) {
    try {
      return cancelled ? new RunOutcome.Cancelled() : submitted(node, isolation);
    } catch (Throwable e) { // Spark throws checked exceptions that Scala does not declare
      if (cancelled || spark.sc().isStopped()) {
        return new RunOutcome.Cancelled();
      }
      try {
        return failed(node, kind(e), e);
      } catch (Throwable other) {
        LOG.warn("The failure of run {} has no row", node.key().brief(), other);
        return RunOutcome.Failed.by(e);
      }
    }
  }

  /** The kind of a failure outside of the run itself, of which the driver has only the text. */
  private static FailureKind kind(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    if (message.contains(EngineUnavailable.class.getName())) {
      return FailureKind.ENGINE;
    }
    if (thrown instanceof OutOfMemoryError || FailureKind.saysOutOfMemory(message)) {
      return FailureKind.OOM;
    }
    boolean ofSpark =
        thrown instanceof SparkException || thrown.getCause() instanceof SparkException;
    return ofSpark ? FailureKind.LOST : FailureKind.BUG;
  }

  private RunOutcome submitted(RunNode node, Isolation isolation) {
    spark.setJobGroup(node.key().hex(), node.key().brief() + " " + node.spec(), true);
    RunTask task =
        new RunTask(
            node,
            store.root(),
            data.get(node.spec().dataset()),
            execution,
            new SerializableConfiguration(spark.hadoopConfiguration()));
    JavaRDD<RunTask> tasks = spark.parallelize(List.of(task), 1);
    if (isolation == Isolation.DEVICE && isolates()) {
      tasks = tasks.withResources(wholeExecutor());
    }
    return tasks.map(run -> run.run(new EpochSender(run.node().key()))).first();
  }

  /**
   * Requests all cores of an executor, because a GPU requested without them would still be shared
   * with tasks of the default profile (SPARK-45527).
   */
  private ResourceProfile wholeExecutor() {
    SparkConf conf = spark.getConf();
    TaskResourceRequests task =
        new TaskResourceRequests().cpus(conf.getInt("spark.executor.cores", 1));
    if (conf.getInt("spark.executor.resource.gpu.amount", 0) > 0) {
      task = task.resource("gpu", 1);
    }
    return new ResourceProfileBuilder().require(task).build();
  }

  /** A task that dies with its executor cannot write a failure row, so the driver writes it. */
  private RunOutcome failed(RunNode node, FailureKind kind, Throwable thrown) {
    String cause = SparkMessage.inOneLine(String.valueOf(thrown.getMessage()));
    int attempt = 1;
    try {
      attempt = new Attempts(store, node.key()).last();
    } catch (IOException e) {
      cause += " (attempt number unknown: " + e.getMessage() + ")";
    }
    return new FailureLog(store, node).record(attempt, kind, cause, FailureLog.Place.UNKNOWN);
  }
}
