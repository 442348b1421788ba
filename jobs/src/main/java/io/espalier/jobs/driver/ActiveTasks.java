// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * The tasks that run on executors. A task whose job was cancelled is one of them until it has ended
 * on its executor.
 */
final class ActiveTasks extends SparkListener {
  private final Map<Long, Task> tasks = new LinkedHashMap<>();

  /**
   * @param id Spark's id of the attempt
   * @param executor Spark's id of the executor
   * @param host name of its machine
   */
  record Task(long id, String executor, String host) {}

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart started) {
    Task task =
        new Task(
            started.taskInfo().taskId(),
            started.taskInfo().executorId(),
            started.taskInfo().host());
    tasks.put(task.id(), task);
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd ended) {
    tasks.remove(ended.taskInfo().taskId());
    notifyAll();
  }

  /** The active tasks, in the order of their starts. */
  synchronized List<Task> tasks() {
    return List.copyOf(tasks.values());
  }

  /** Waits until no task is active, but not longer than {@code most}. */
  synchronized void awaitNone(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (!tasks.isEmpty() && System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
    }
  }
}
