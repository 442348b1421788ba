// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A write operation in its own thread, which starts at once and ends with the operation. Releases
 * the content as soon as it is written. Used by the one thread that started it.
 */
final class BackgroundWrite {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundWrite.class);

  /** The operation. */
  interface Work {
    void run() throws IOException;
  }

  private final FutureTask<Void> task;
  private final Thread thread;

  /**
   * @param name name of the thread
   */
  BackgroundWrite(String name, Work work) {
    task =
        new FutureTask<>(
            () -> {
              work.run();
              return null;
            });
    thread = new Thread(task, name);
    thread.setDaemon(true); // does not delay the exit of the process
    thread.start();
  }

  /** Whether {@link #await} would return, or throw, at once. */
  boolean isDone() {
    return task.isDone();
  }

  /**
   * Waits for the end.
   *
   * @throws UncheckedIOException when the write fails; other exceptions of the write are rethrown
   * @throws InterruptedException when the calling thread is interrupted; the write continues
   */
  void await() throws InterruptedException {
    try {
      task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new UncheckedIOException(cause);
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw (RuntimeException) e.getCause();
    }
  }

  /**
   * Waits, interrupted or not, and returns whether the write has ended in time, successfully or
   * not. Interrupts are consumed.
   *
   * @param end the latest time, as {@link System#nanoTime}
   */
  boolean endsBy(long end) {
    while (!task.isDone()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      try {
        task.get(left, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        LOG.debug("Interrupted again while a checkpoint is written");
      } catch (ExecutionException | TimeoutException e) {
        LOG.debug("The write has not ended well: {}", e.toString());
      }
    }
    return true;
  }

  /**
   * Interrupts the write and waits, interrupted or not, until its thread has ended; nothing is
   * written afterwards. (A cancelled {@code Future} is done before its thread has ended.)
   */
  void stop() {
    boolean interrupted = false;
    thread.interrupt();
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
