// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.storage;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Applies an operation to many elements, several at a time. */
public final class ParallelMap implements AutoCloseable {
  private static final int IO_THREADS = 16;

  private final ExecutorService threads;

  private ParallelMap(int threads) {
    this.threads = Executors.newFixedThreadPool(threads);
  }

  /** For operations that mostly wait, for remote storage or for Spark executors. */
  public static ParallelMap forIo() {
    return new ParallelMap(IO_THREADS);
  }

  /** For computations: one thread for each available processor. */
  public static ParallelMap forCpu() {
    return new ParallelMap(Runtime.getRuntime().availableProcessors());
  }

  /** The operation on one element. */
  @FunctionalInterface
  public interface Operation<T, R> {
    R on(T element) throws IOException;
  }

  /**
   * Returns the results, in the order of {@code all}.
   *
   * @throws IOException the first that an operation throws; unchecked exceptions and errors pass
   *     through too
   */
  public <T, R> List<R> each(List<T> all, Operation<T, R> operation) throws IOException {
    List<Future<R>> started = new ArrayList<>(all.size());
    for (T one : all) {
      started.add(threads.submit(() -> operation.on(one)));
    }
    List<R> results = new ArrayList<>(all.size());
    for (Future<R> result : started) {
      results.add(ended(result));
    }
    return results;
  }

  private static <R> R ended(Future<R> result) throws IOException {
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while waiting for parallel operations");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
