// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

/** A thread that is expected to wait for a lock. */
public final class WaitingThread implements AutoCloseable {
  private final Thread thread;

  public WaitingThread(Runnable work) {
    this.thread = new Thread(work, "waits");
    thread.setDaemon(true);
    thread.start();
  }

  public void assertWaits() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (thread.getState() != Thread.State.WAITING) {
      assertThat(thread.isAlive()).as("waits for its turn").isTrue();
      assertThat(System.nanoTime()).as("waits within ten seconds").isLessThan(end);
      Thread.sleep(1);
    }
  }

  public void assertEnds() throws InterruptedException {
    thread.join(TimeUnit.SECONDS.toMillis(10));
    assertThat(thread.isAlive()).isFalse();
  }

  @Override
  public void close() {
    // A daemon thread, which ends after the pass of its neighbour.
  }
}
