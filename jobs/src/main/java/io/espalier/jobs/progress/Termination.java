// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The end of an executor by SIGTERM, which schedulers send some seconds before they kill a process.
 * Spark would end the process at once; its runs need a moment to save their state.
 */
final class Termination {
  private final Runnable tell;
  private final Duration most;
  private final Set<Thread> tasks = new HashSet<>();

  /**
   * @param tell asks the driver to stop the tasks of this executor, and to start no more
   * @param most how long the process waits for its tasks
   */
  Termination(Runnable tell, Duration most) {
    this.tell = tell;
    this.most = most;
  }

  /** Called by the thread of a task. */
  synchronized void taskBegins() {
    tasks.add(Thread.currentThread());
  }

  /** Called by the thread of a task, whether it has begun or not. */
  synchronized void taskEnds() {
    tasks.remove(Thread.currentThread());
    notifyAll();
  }

  /** Returns when no task is active, or after a while; the process may then end. */
  synchronized void await() throws InterruptedException {
    if (tasks.isEmpty()) {
      return;
    }
    tell.run();
    long end = System.nanoTime() + most.toNanos();
    while (!tasks.isEmpty() && System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
    }
  }
}
