// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Predicate;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the runs of executors that are about to leave, so that they save their state while there is
 * time.
 *
 * <p>An executor is decommissioned when its machine is: by a signal to a worker or an executor, or
 * by Kubernetes. Spark then starts no more tasks there, but lets those that are active continue,
 * for hours, until the machine is taken away. A task that is killed counts as no failure, and Spark
 * starts it again on another executor, where the run resumes from what it saved. The executor exits
 * when its tasks have ended.
 *
 * <p>Spark 3.5 tells listeners and plugins nothing of it; so the driver looks.
 */
final class Departures implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

  /** The notice of a machine that leaves is 30 seconds or more. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private final ActiveTasks active;
  private final Predicate<String> leaving;
  private final Stop stop;
  private final Set<Long> stopped = new HashSet<>();
  private final Timer clock = new Timer("departures", true);

  /** Stops a task. */
  @FunctionalInterface
  interface Stop {
    void now(long task, String reason);
  }

  /**
   * @param leaving whether the executor of this id is being decommissioned
   */
  Departures(ActiveTasks active, Predicate<String> leaving, Stop stop) {
    this.active = active;
    this.leaving = leaving;
    this.stop = stop;
  }

  /** Looks at the executors of {@code active} tasks until closed. */
  static Departures of(SparkContext spark, ActiveTasks active) {
    Departures departures =
        new Departures(
            active,
            executor -> spark.taskScheduler().getExecutorDecommissionState(executor).isDefined(),
            (task, reason) -> spark.killTaskAttempt(task, true, reason));
    departures.start();
    return departures;
  }

  private void start() {
    TimerTask look =
        new TimerTask() {
          @Override
          public void run() {
            try {
              look();
            } catch (RuntimeException e) { // at the end of the application
              LOG.debug("Cannot look at the executors", e);
            }
          }
        };
    clock.schedule(look, LOOK.toMillis(), LOOK.toMillis());
  }

  /** Stops the tasks on executors that are leaving, each once. */
  void look() {
    Set<Long> present = new HashSet<>();
    for (ActiveTasks.Task task : active.tasks()) {
      present.add(task.id());
      if (leaving.test(task.executor()) && stopped.add(task.id())) {
        LOG.info(
            "Executor {} on {} is leaving: its run is saved and resumes on another one",
            task.executor(),
            task.host());
        stop.now(task.id(), "executor " + task.executor() + " is being decommissioned");
      }
    }
    stopped.retainAll(present);
  }

  @Override
  public void close() {
    clock.cancel();
  }
}
