// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.status;

import io.espalier.jobs.status.SweepStatus.ExecutorSeen;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.collection.JavaConverters;

/** When each executor was last heard of, and which run it makes. Thread-safe. */
public final class ExecutorWatch extends SparkListener {
  private static final String DRIVER = "driver";
  private static final String GROUP = "spark.jobGroup.id";

  private final SparkContext spark;
  private final LongSupplier clock;
  private final Map<String, Long> heard = new HashMap<>();
  private final Map<Integer, String> runs = new HashMap<>();
  private final Map<String, String> executors = new HashMap<>();

  private ExecutorWatch(SparkContext spark, LongSupplier clock) {
    this.spark = spark;
    this.clock = clock;
  }

  /**
   * Watches the executors of an application until it ends.
   *
   * @param clock of the machine, in milliseconds since 1970 UTC
   */
  public static ExecutorWatch of(SparkContext spark, LongSupplier clock) {
    ExecutorWatch watch = new ExecutorWatch(spark, clock);
    spark.addSparkListener(watch);
    return watch;
  }

  /**
   * The executor that makes a run; empty until its task starts.
   *
   * @param key of the run, in full
   */
  synchronized Optional<String> of(String key) {
    return Optional.ofNullable(executors.get(key));
  }

  /** All executors, also those that have ended, in the order of their ids. */
  List<ExecutorSeen> seen() {
    return JavaConverters.seqAsJavaList(spark.statusStore().executorList(false)).stream()
        .filter(executor -> spark.isLocal() || !executor.id().equals(DRIVER))
        .map(this::seen)
        .sorted((one, other) -> compare(one.executor(), other.executor()))
        .toList();
  }

  private synchronized ExecutorSeen seen(ExecutorSummary executor) {
    String address = executor.hostPort();
    return new ExecutorSeen(
        executor.id(),
        address.replaceFirst(":\\d+$", ""),
        executor.maxTasks(),
        executor.activeTasks(),
        heard.getOrDefault(executor.id(), executor.addTime().toInstant().toEpochMilli()),
        executor.isActive()
            ? null
            : executor.removeReason().getOrElse(() -> "no reason given").strip().split("\\R")[0]);
  }

  /** Numbers by size: 10 after 9. */
  static int compare(String one, String other) {
    int byLength = Integer.compare(one.length(), other.length());
    return byLength != 0 ? byLength : one.compareTo(other);
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart job) {
    String key = job.properties() == null ? null : job.properties().getProperty(GROUP);
    if (key != null) {
      job.stageInfos().foreach(stage -> runs.put(stage.stageId(), key));
    }
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart task) {
    hear(task.taskInfo().executorId());
    String key = runs.get(task.stageId());
    if (key != null) {
      executors.put(key, task.taskInfo().executorId());
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
    if (task.reason() instanceof org.apache.spark.Success$) {
      hear(task.taskInfo().executorId());
    }
    executors.remove(runs.get(task.stageId()), task.taskInfo().executorId());
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate heartbeat) {
    hear(heartbeat.execId());
  }

  private void hear(String executor) {
    heard.put(executor, clock.getAsLong());
  }
}
