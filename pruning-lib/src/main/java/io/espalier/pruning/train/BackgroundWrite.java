// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A write operation in its own thread, which starts at once and ends with the operation. Releases
 * the content as soon as it is written. Used by the one thread that started it.
 */
final class BackgroundWrite {
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
