// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import io.espalier.jobs.executor.GpuShare;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorExcluded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerExecutorUnexcluded;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * The slots of a Spark application: the tasks that Spark runs at a time on the current executors,
 * by cores and GPUs.
 */
public record Slots(JavaSparkContext spark) {
  private static final String GPU = "gpu";

  /** The number of workers of a cluster of this machine; each starts at least one executor. */
  private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[\\s*([0-9]+)\\s*,");

  /** The default of Spark on YARN and Kubernetes. */
  private static final int DEFAULT_INSTANCES = 2;

  /** Runs that wait, at the least, so that a sweep without an executor gets some at once. */
  private static final int LEAST_WAITING = 4;

  private static final long POLL_MILLIS = 250;
  private static final int MAX_WAIT_SECONDS = 30;

  /** The current number of slots; 0 before the first executor registers. */
  public int count() {
    return spark
        .sc()
        .maxNumConcurrentTasks(spark.sc().resourceProfileManager().defaultResourceProfile());
  }

  /**
   * The number of runs to give to Spark at a time: {@link #count}, or more with dynamic allocation,
   * because Spark adds executors only for tasks that wait for one.
   */
  public int wanted() {
    SparkConf conf = spark.getConf();
    if (!isDynamic()) {
      return count();
    }
    int ofExecutor =
        spark.sc().resourceProfileManager().defaultResourceProfile().maxTasksPerExecutor(conf);
    int executors = conf.getInt("spark.dynamicAllocation.maxExecutors", Integer.MAX_VALUE);
    return wanted(count(), (long) executors * ofExecutor);
  }

  /**
   * Twice the slots, so that a cluster which can grow doubles, as Spark's requests do. Not all at
   * once: runs that wait in Spark keep their order, so a longer one that is ready later waits
   * behind them.
   *
   * @param most slots of all executors that Spark may ask for
   */
  static int wanted(int count, long most) {
    long more = Math.max(2L * count, count + LEAST_WAITING);
    return Math.max(count, (int) Math.min(Integer.MAX_VALUE, Math.min(more, most)));
  }

  private boolean isDynamic() {
    return !spark.isLocal() && spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false);
  }

  /** The current number of processes that have slots. */
  public int processes() {
    return spark.isLocal() ? 1 : spark.sc().getExecutorIds().size();
  }

  /**
   * Whether executors share a GPU, each having a {@linkplain GpuShare share} of it, so that no task
   * can have a GPU for itself.
   */
  public boolean shareGpus() {
    return JavaConverters.seqAsJavaList(spark.sc().statusStore().executorList(true)).stream()
        .map(executor -> executor.resources().get(GPU))
        .filter(Option::isDefined)
        .flatMap(gpus -> Arrays.stream(gpus.get().addresses()))
        .anyMatch(GpuShare::isShare);
  }

  /**
   * The number of slots once all executors that were asked for have registered and no other has for
   * {@code stableSeconds}; after 30 seconds, the current number. With dynamic allocation, executors
   * start for tasks only, and there is nothing to wait for.
   */
  public int settled(int stableSeconds) throws InterruptedException {
    if (spark.isLocal() || isDynamic()) {
      return count();
    }
    int expected = expectedExecutors(spark.getConf());
    return settled(this::count, () -> processes() >= expected, stableSeconds);
  }

  static int settled(IntSupplier slots, BooleanSupplier registered, int stableSeconds)
      throws InterruptedException {
    int count = slots.getAsInt();
    long stable = stableSeconds * 1000L / POLL_MILLIS;
    long unchanged = 0;
    for (long polls = MAX_WAIT_SECONDS * 1000L / POLL_MILLIS; polls > 0; polls--) {
      if (unchanged >= stable && count > 0 && registered.getAsBoolean()) {
        break;
      }
      Thread.sleep(POLL_MILLIS);
      int now = slots.getAsInt();
      unchanged = now == count ? unchanged + 1 : 0;
      count = now;
    }
    return count;
  }

  /**
   * The executors that the cluster manager starts, where that is known, else 1. A standalone
   * cluster starts as many as fit, whatever {@code spark.executor.instances} is.
   */
  static int expectedExecutors(SparkConf conf) {
    String master = conf.get("spark.master");
    Matcher local = LOCAL_CLUSTER.matcher(master);
    if (local.lookingAt()) {
      return Integer.parseInt(local.group(1));
    }
    boolean asks = master.equals("yarn") || master.startsWith("k8s:");
    return asks ? conf.getInt("spark.executor.instances", DEFAULT_INSTANCES) : 1;
  }

  /** Calls {@code changed} when executors are added, removed, excluded, or used again. */
  public void onChange(Runnable changed) {
    spark.sc().addSparkListener(new Listener(changed));
  }

  private static final class Listener extends SparkListener {
    private final Runnable changed;

    Listener(Runnable changed) {
      this.changed = changed;
    }

    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded event) {
      changed.run();
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
      changed.run();
    }

    @Override
    public void onExecutorExcluded(SparkListenerExecutorExcluded event) {
      changed.run();
    }

    @Override
    public void onExecutorUnexcluded(SparkListenerExecutorUnexcluded event) {
      changed.run();
    }
  }
}
