package io.espalier.pruning.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Something that is written by a thread of its own, which begins at once and ends with it. What is
 * written is let go of as soon as it is. For the one thread that began it.
 */
final class BackgroundWrite {
  /** What is to be done. */
  interface Work {
    void run() throws IOException;
  }

  private final FutureTask<Void> task;
  private final Thread thread;

  /**
   * @param name of the thread
   */
  BackgroundWrite(String name, Work work) {
    task =
        new FutureTask<>(
            () -> {
              work.run();
              return null;
            });
    thread = new Thread(task, name);
    thread.setDaemon(true); // a process that is told to exit does not wait for it
    thread.start();
  }

  /** Whether {@link #await} would return, or throw, at once. */
  boolean isDone() {
    return task.isDone();
  }

  /**
   * Waits for the end.
   *
   * @throws UncheckedIOException when it could not be written; what else the writing threw is
   *     thrown as it is
   * @throws InterruptedException when the calling thread is interrupted; the writing goes on
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
   * Interrupts the writing and waits, interrupted or not, until its thread has ended: from then on
   * nothing is written any more. (A cancelled {@code Future} is done before its thread is.)
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
