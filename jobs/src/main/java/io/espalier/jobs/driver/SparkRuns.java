package io.espalier.jobs.driver;

import io.espalier.jobs.executor.Attempts;
import io.espalier.jobs.executor.FailureKind;
import io.espalier.jobs.executor.FailureLog;
import io.espalier.jobs.executor.RunOutcome;
import io.espalier.jobs.executor.RunTask;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.progress.EpochSender;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.sweep.Execution;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import java.io.IOException;
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

/** Runs as Spark jobs of one task each. */
public final class SparkRuns implements RunLauncher, AutoCloseable {
  /** What it costs that a process makes several runs at a time, in words. */
  public static final String SHARED_PROCESS =
      "runs of one process take turns at the first pass of each shape, and native code that crashes"
          + " ends all of them; one slot a process has neither";

  private static final Logger LOG = LoggerFactory.getLogger(SparkRuns.class);

  private final JavaSparkContext spark;
  private final ResultStore store;
  private final Map<Choice<ImageDataset>, String> data;
  private final Execution execution;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final LostProcesses lost;
  private boolean toldOfSharing;
  private volatile boolean cancelled;

  /**
   * @param store of the results
   * @param data where each dataset lies, as executors find it
   */
  public SparkRuns(
      JavaSparkContext spark,
      ResultStore store,
      Map<Choice<ImageDataset>, String> data,
      Execution execution) {
    this.spark = spark;
    this.store = store;
    this.data = Map.copyOf(data);
    this.execution = execution;
    this.lost = new LostProcesses(store, threads);
    spark.sc().addSparkListener(lost);
  }

  /** As many as Spark would run of them on the executors there are, GPUs and fractions counted. */
  @Override
  public int slots() {
    return spark
        .sc()
        .maxNumConcurrentTasks(spark.sc().resourceProfileManager().defaultResourceProfile());
  }

  @Override
  public void onSlotsChange(Runnable listener) {
    spark.sc().addSparkListener(new SlotsListener(listener));
  }

  /**
   * Where Spark cannot give a single task more than the others get, nothing is kept apart: on one
   * machine, all processes share its memory.
   */
  @Override
  public boolean keepsApart() {
    SparkConf conf = spark.getConf();
    return !spark.isLocal()
        && !spark.master().startsWith("local-cluster")
        && conf.contains("spark.executor.cores")
        && !conf.getBoolean("spark.dynamicAllocation.enabled", false);
  }

  @Override
  public void begin(RunNode node, Isolation isolation, Consumer<RunOutcome> ended) {
    tellOnceWhereProcessesAreShared();
    threads.execute(() -> ended.accept(outcome(node, isolation)));
  }

  @Override
  public void cancel() {
    cancelled = true;
    spark.sc().cancelAllJobs();
  }

  @Override
  public void close() {
    spark.sc().removeSparkListener(lost);
    threads.shutdownNow();
  }

  private void tellOnceWhereProcessesAreShared() {
    int processes = spark.isLocal() ? 1 : spark.sc().getExecutorIds().size();
    if (processes > 0 && slots() > processes && !toldOfSharing) {
      toldOfSharing = true;
      LOG.info("{} slots in {} process(es): {}", slots(), processes, SHARED_PROCESS);
    }
  }

  private RunOutcome outcome(RunNode node, Isolation isolation) {
    try {
      return cancelled ? new RunOutcome.Cancelled() : submitted(node, isolation);
    } catch (Exception e) { // Spark's are checked, but Scala declares nothing
      if (cancelled || spark.sc().isStopped()) {
        return new RunOutcome.Cancelled();
      }
      boolean sparks = e instanceof SparkException || e.getCause() instanceof SparkException;
      return failed(node, sparks ? FailureKind.LOST : FailureKind.BUG, e);
    }
  }

  private RunOutcome submitted(RunNode node, Isolation isolation) {
    spark.setJobGroup(node.key(), RunKey.brief(node.key()) + " " + node.spec(), true);
    RunTask task =
        new RunTask(
            node,
            store.storage().absolute(store.root()),
            data.get(node.spec().dataset()),
            execution,
            new SerializableConfiguration(spark.hadoopConfiguration()));
    JavaRDD<RunTask> tasks = spark.parallelize(List.of(task), 1);
    if (isolation == Isolation.DEVICE && keepsApart()) {
      tasks = tasks.withResources(wholeExecutor());
    }
    return tasks.map(run -> run.run(new EpochSender(run.node().key()))).first();
  }

  /**
   * A GPU without the cores of its executor would still be shared with tasks of the default profile
   * (SPARK-45527).
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

  /** A task that dies with its executor writes no row, so the driver does. */
  private RunOutcome failed(RunNode node, FailureKind kind, Exception thrown) {
    String cause = SparkMessage.inOneLine(String.valueOf(thrown.getMessage()));
    int attempt = 1;
    try {
      attempt = new Attempts(store, node.key()).last();
    } catch (IOException e) {
      cause += " (and the attempt's number is not known: " + e.getMessage() + ")";
    }
    return new FailureLog(store, node).record(attempt, kind, cause, FailureLog.Place.UNKNOWN);
  }
}
