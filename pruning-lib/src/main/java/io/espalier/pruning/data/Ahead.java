// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/**
 * Computes a numbered sequence of results in parallel, ahead of its consumer, and returns them in
 * order. At most {@code window} results are being computed or waiting, which limits the memory.
 * Used by one consumer thread.
 *
 * @param <T> type of a result
 */
final class Ahead<T> implements AutoCloseable {
  /**
   * How long an interrupted consumer waits on. A step that has begun to change the network can be
   * saved only when it ends, and it may be waiting for more images.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ExecutorService threads;
  private final IntFunction<Callable<T>> work;
  private final int end;
  private final int window;
  private final Deque<Future<T>> pending = new ArrayDeque<>();
  private int submitted;
  private int taken;

  /**
   * @param work creates the task of a number; called in order, in the thread of the consumer
   * @param from first number
   * @param end number after the last one
   */
  Ahead(ExecutorService threads, int window, int from, int end, IntFunction<Callable<T>> work) {
    this.threads = threads;
    this.window = window;
    this.work = work;
    this.end = end;
    this.submitted = from;
    this.taken = from;
  }

  /** The number of the next result. */
  int position() {
    return taken;
  }

  /**
   * The next result.
   *
   * @throws UncheckedIOException when its task threw an {@link IOException}, or when the thread is
   *     interrupted and the result does not come soon; the interrupt status stays set in any case
   */
  T take() {
    submit(window);
    try {
      T result = patiently(pending.element());
      pending.remove(); // only now, so that close() cancels it after an interrupted wait
      taken++;
      submit(window);
      return result;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("Interrupted while reading an image");
      interrupted.initCause(e);
      throw new UncheckedIOException(interrupted);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new UncheckedIOException(cause);
      }
      if (e.getCause() instanceof Error cause) { // as when memory is exhausted
        throw cause;
      }
      throw new IllegalStateException("Cannot prepare image " + taken, e.getCause());
    }
  }

  private static <T> T patiently(Future<T> result) throws InterruptedException, ExecutionException {
    try {
      return result.get();
    } catch (InterruptedException e) {
      try {
        T late = result.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        Thread.currentThread().interrupt();
        return late;
      } catch (TimeoutException tooLate) {
        throw e;
      }
    }
  }

  private void submit(int most) {
    while (submitted < end && pending.size() < most) {
      pending.add(threads.submit(work.apply(submitted++)));
    }
  }

  /** Cancels pending tasks, the last one first, so that no free thread starts another. */
  @Override
  public void close() {
    pending.descendingIterator().forEachRemaining(task -> task.cancel(true));
    pending.clear();
  }
}
