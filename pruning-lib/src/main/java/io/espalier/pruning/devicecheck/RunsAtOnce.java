// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Times runs at once on one device in one process: what slots that share a card get.
 *
 * @param model the network
 * @param precision of all runs
 * @param runs number of runs, each in a thread of its own
 * @param batch images of a step
 * @param steps steps of an epoch
 * @param epochs epochs, from 2; the first warms up
 */
record RunsAtOnce(
    Choice<Architecture> model, Precision precision, int runs, int batch, int steps, int epochs)
    implements Check {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS_PER_SECOND = 1e3;

  @Override
  public void run(String device, CheckLines lines)
      throws IOException, InterruptedException, ExecutionException {
    TimedTraining training =
        new TimedTraining(Subject.of(model, steps * batch, 1), batch, precision.type(), "dense");
    AtomicLong began = new AtomicLong();
    CyclicBarrier warm = new CyclicBarrier(runs, () -> began.set(System.nanoTime()));
    List<Callable<Long>> all = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      all.add(
          () -> {
            EpochClock clock = new EpochClock(() -> await(warm));
            training.run(device, epochs, Optional.empty(), net -> clock);
            return clock.end();
          });
    }
    long end = began.get();
    ExecutorService threads = Executors.newFixedThreadPool(runs);
    try {
      for (Future<Long> run : threads.invokeAll(all)) {
        end = Math.max(end, run.get());
      }
    } finally {
      threads.shutdownNow();
    }
    double seconds = (end - began.get()) / NANOS_PER_SECOND;
    int ofEach = steps * (epochs - 1);
    lines.info(
        "%s %s %s runs in one process".formatted(model.name(), precision, runs),
        String.format(
            Locale.ROOT,
            "%.0f images/s in all, %.2f ms a step of each; %s",
            (double) runs * ofEach * batch / seconds,
            seconds * MILLIS_PER_SECOND / ofEach,
            MemoryInUse.now(device).text()));
  }

  private static void await(CyclicBarrier warm) {
    try {
      warm.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (BrokenBarrierException e) { // another run has failed
      throw new IllegalStateException(e);
    }
  }
}
