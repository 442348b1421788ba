package io.espalier.jobs.storage;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same to many things, several at a time. */
public final class ParallelMap implements AutoCloseable {
  private static final int WAITING = 16;

  private final ExecutorService threads;

  private ParallelMap(int threads) {
    this.threads = Executors.newFixedThreadPool(threads);
  }

  /** For what is mostly waiting: for a remote store, for Spark's executors. */
  public static ParallelMap waiting() {
    return new ParallelMap(WAITING);
  }

  /** For computations, as many at a time as there are processors. */
  public static ParallelMap computing() {
    return new ParallelMap(Runtime.getRuntime().availableProcessors());
  }

  /** What is done to one of them. */
  @FunctionalInterface
  public interface Operation<T, R> {
    R on(T one) throws IOException;
  }

  /**
   * The results, in the order of {@code all}.
   *
   * @throws IOException the first that one of the operations threw; so are unchecked exceptions
   */
  public <T, R> List<R> each(List<T> all, Operation<T, R> operation) throws IOException {
    List<Future<R>> begun = new ArrayList<>(all.size());
    for (T one : all) {
      begun.add(threads.submit(() -> operation.on(one)));
    }
    List<R> results = new ArrayList<>(all.size());
    for (Future<R> result : begun) {
      results.add(ended(result));
    }
    return results;
  }

  private static <R> R ended(Future<R> result) throws IOException {
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while work was done side by side");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      if (e.getCause() instanceof RuntimeException cause) {
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
