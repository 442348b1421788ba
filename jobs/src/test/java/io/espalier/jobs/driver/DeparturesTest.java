// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.Success$;
import org.apache.spark.TaskState;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DeparturesTest {
  private final ActiveTasks active = new ActiveTasks();
  private final Set<String> leaving = new HashSet<>();
  private final List<String> stopped = new ArrayList<>();
  private final Departures departures =
      new Departures(active, leaving::contains, (task, reason) -> stopped.add(task + " " + reason));

  @Test
  void the_tasks_of_an_executor_that_leaves_are_stopped_once_and_no_others() {
    starts(1, "1");
    starts(2, "2");
    starts(3, "2");

    departures.look();
    assertThat(stopped).isEmpty();

    leaving.add("2");
    departures.look();
    departures.look();
    assertThat(stopped)
        .containsExactly(
            "2 executor 2 is being decommissioned", "3 executor 2 is being decommissioned");
  }

  @Test
  void a_task_that_started_just_before_its_executor_left_is_stopped_too() {
    starts(1, "1");
    leaving.add("1");
    departures.look();
    ends(1, "1");
    starts(2, "1");

    departures.look();

    assertThat(stopped).hasSize(2);
  }

  @Test
  void a_task_that_has_ended_is_not_stopped() {
    starts(1, "1");
    ends(1, "1");
    leaving.add("1");

    departures.look();

    assertThat(stopped).isEmpty();
  }

  @Test
  @Timeout(20)
  void waiting_for_cancelled_tasks_ends_with_the_last_of_them_or_with_the_patience()
      throws Exception {
    starts(1, "1");
    long start = System.nanoTime();
    active.awaitNone(Duration.ofMillis(50));
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000L);

    Thread ending = new Thread(() -> ends(1, "1"));
    ending.start();
    active.awaitNone(Duration.ofMinutes(5));
    assertThat(active.tasks()).isEmpty();
    ending.join();
  }

  private void starts(long task, String executor) {
    active.onTaskStart(new SparkListenerTaskStart(0, 0, info(task, executor)));
  }

  private void ends(long task, String executor) {
    TaskInfo info = info(task, executor);
    info.markFinished(TaskState.FINISHED(), 1);
    active.onTaskEnd(
        new SparkListenerTaskEnd(
            0, 0, "ResultTask", Success$.MODULE$, info, new ExecutorMetrics(), null));
  }

  private static TaskInfo info(long task, String executor) {
    return new TaskInfo(task, 0, 0, 0, 0, executor, "host" + executor, TaskLocality.ANY(), false);
  }
}
