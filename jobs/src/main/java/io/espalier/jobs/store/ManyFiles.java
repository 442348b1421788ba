package io.espalier.jobs.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same to many files, several at a time: with a remote store, most of it is waiting. */
final class ManyFiles implements AutoCloseable {
  private static final int AT_A_TIME = 16;

  private final ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);

  /** What is done to one file. */
  @FunctionalInterface
  interface Operation<R> {
    R on(String name) throws IOException;
  }

  /**
   * The results, in the order of {@code names}.
   *
   * @throws IOException the first that one of the operations threw
   */
  <R> List<R> each(List<String> names, Operation<R> operation) throws IOException {
    List<Future<R>> begun = new ArrayList<>(names.size());
    for (String name : names) {
      begun.add(threads.submit(() -> operation.on(name)));
    }
    List<R> results = new ArrayList<>(names.size());
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
      throw new InterruptedIOException("Interrupted while files were read or deleted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
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
