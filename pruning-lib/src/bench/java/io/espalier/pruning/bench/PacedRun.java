// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.Pruned;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.method.PruningRun;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.TrainingObserver;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A real run of a method, which waits before every step until the step is asked for: a shot is one
 * iteration of the training loop, all that belongs to it included. The loop shows its state where
 * it waits, so a shot has one application of the mask too many.
 */
final class PacedRun implements Shot, TrainingObserver {
  private static final int EPOCHS = 20;

  private final long steps;
  private final Semaphore asked = new Semaphore(0);
  private final Semaphore waiting = new Semaphore(0);
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Future<Pruned> run;

  /** Returns when the run waits before its first step. */
  PacedRun(String method, Workload workload) {
    steps = (long) EPOCHS * workload.set().train().size() / Workload.BATCH;
    PruningMethod chosen =
        Methods.ALL.choose(method, Map.of("epochs", EPOCHS, "batch", Workload.BATCH)).value();
    PruningRun given = workload.run(chosen, new Unstructured(), this);
    run = thread.submit(() -> chosen.prune(given));
    try {
      untilWaiting();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("Cannot begin " + method, e);
    }
  }

  @Override
  public void fire() throws InterruptedException, ExecutionException {
    asked.release();
    untilWaiting();
  }

  private void untilWaiting() throws InterruptedException, ExecutionException {
    while (!waiting.tryAcquire(1, TimeUnit.SECONDS)) {
      if (run.isDone()) {
        throw new IllegalStateException("No steps are left before " + run.get());
      }
    }
  }

  @Override
  public Set<Double> statesWanted() {
    return LongStream.range(0, steps)
        .mapToObj(step -> (double) step / steps)
        .collect(Collectors.toSet());
  }

  @Override
  public void stateReached(double share, NetworkState state) {
    waiting.release();
    try {
      asked.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the loop ends before its next step
    }
  }

  @Override
  public void epochEnded(EpochReport report) {}

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("The training loop does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
