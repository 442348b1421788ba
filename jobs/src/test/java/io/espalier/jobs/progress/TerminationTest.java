// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TerminationTest {
  private final List<String> told = new CopyOnWriteArrayList<>();

  @Test
  void an_idle_executor_ends_at_once_and_tells_nobody() throws Exception {
    Termination termination = termination(Duration.ofHours(1));
    termination.taskBegins();
    termination.taskEnds();
    termination.taskEnds(); // one that failed before it began

    termination.await();

    assertThat(told).isEmpty();
  }

  @Test
  void an_executor_tells_the_driver_and_ends_with_the_last_of_its_tasks() throws Exception {
    CountDownLatch began = new CountDownLatch(2);
    CountDownLatch stopped = new CountDownLatch(1);
    Termination termination =
        new Termination(
            () -> {
              told.add("leaves");
              stopped.countDown();
            },
            Duration.ofHours(1));
    List<Thread> tasks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int pause = 50 * i;
      Thread task =
          new Thread(
              () -> {
                termination.taskBegins();
                began.countDown();
                try {
                  stopped.await();
                  Thread.sleep(pause);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                told.add("saved");
                termination.taskEnds();
              });
      task.start();
      tasks.add(task);
      task.setName("task " + i);
    }
    began.await();

    termination.await();

    assertThat(told).containsExactly("leaves", "saved", "saved");
    for (Thread task : tasks) {
      task.join();
    }
  }

  @Test
  void an_executor_does_not_wait_longer_than_its_notice() throws Exception {
    Termination termination = termination(Duration.ofMillis(50));
    termination.taskBegins();

    termination.await();

    assertThat(told).containsExactly("leaves");
  }

  private Termination termination(Duration most) {
    return new Termination(() -> told.add("leaves"), most);
  }
}
