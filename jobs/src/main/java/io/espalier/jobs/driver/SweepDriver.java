// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import io.espalier.jobs.driver.Cancellation.Wish;
import io.espalier.jobs.driver.RunLauncher.Isolation;
import io.espalier.jobs.executor.FailureKind;
import io.espalier.jobs.executor.RunOutcome;
import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunGraph;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.progress.FailedRun;
import io.espalier.jobs.progress.Progress;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes a plan. A run starts as soon as its parent run has finished and a slot is free, the
 * longest remaining path first. A failed run is retried as {@link FailurePolicy} says, and blocks
 * only its descendants. Used once, by one thread.
 */
public final class SweepDriver {
  private static final Logger LOG = LoggerFactory.getLogger(SweepDriver.class);

  private final Plan plan;
  private final RunGraph graph;
  private final RunLauncher runs;
  private final FailurePolicy policy;
  private final Cancellation cancellation;
  private final Progress progress;

  /** Events of other threads, handled one after another by the thread of the driver. */
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();

  private final Queue<RunNode> ready;
  private final Queue<RunNode> readyForDevice = new ArrayDeque<>();
  private final Queue<Later> later = new PriorityQueue<>(Comparator.comparingLong(Later::at));
  private final Map<RunNode, Isolation> running = new HashMap<>();
  private final Map<RunNode, Map<FailureKind, Integer>> failures = new HashMap<>();
  private final FailureStreaks branches = new FailureStreaks();
  private final Set<RunKey> done;
  private final Map<RunNode, RunOutcome.Failed> failed;
  private final Map<RunNode, String> stopped = new LinkedHashMap<>();

  /**
   * @param at time to start, as {@link System#nanoTime}
   */
  private record Later(long at, RunNode node) {}

  /**
   * @param permanentlyFailed runs that failed permanently in earlier sweeps; they are not retried
   */
  public SweepDriver(
      Plan plan,
      Map<RunNode, RunOutcome.Failed> permanentlyFailed,
      RunLauncher runs,
      FailurePolicy policy,
      Cancellation cancellation,
      Progress progress) {
    this.plan = plan;
    this.graph = plan.graph();
    this.runs = runs;
    this.policy = policy;
    this.cancellation = cancellation;
    this.progress = progress;
    this.done = new HashSet<>(plan.done());
    this.failed = new LinkedHashMap<>(permanentlyFailed);
    this.ready =
        new PriorityQueue<>(
            Comparator.comparingDouble((RunNode node) -> -graph.remainingPasses(node.key()))
                .thenComparing(RunNode::key));
  }

  /**
   * Runs everything that is left to do, until done or cancelled.
   *
   * @throws InterruptedException when interrupted; active runs are cancelled, results of finished
   *     runs stay
   */
  public SweepOutcome run() throws InterruptedException {
    cancellation.onChange(() -> events.add(this::cancelIfRequested));
    runs.onSlotsChange(() -> events.add(() -> {})); // every event starts the runs that can start
    failed.forEach(this::tell);
    plan.toDo().stream().filter(this::canStart).forEach(ready::add);
    try {
      startRuns();
      while (!running.isEmpty() || (!later.isEmpty() && acceptsRuns())) {
        nextEvent().ifPresent(Runnable::run);
        startRuns();
      }
    } catch (InterruptedException e) {
      runs.cancel();
      throw e;
    }
    return SweepOutcome.of(plan, done, failed, stopped);
  }

  private boolean canStart(RunNode node) {
    return !failed.containsKey(node) && done.containsAll(node.startsFrom());
  }

  private boolean acceptsRuns() {
    return cancellation.wish() == Wish.NONE;
  }

  private Optional<Runnable> nextEvent() throws InterruptedException {
    Later next = later.peek();
    if (next == null || !acceptsRuns()) {
      return Optional.of(events.take());
    }
    long wait = Math.max(0, next.at() - System.nanoTime());
    return Optional.ofNullable(events.poll(wait, TimeUnit.NANOSECONDS));
  }

  private void cancelIfRequested() {
    if (cancellation.wish() == Wish.STOP_NOW) {
      runs.cancel();
    }
  }

  private void startRuns() {
    while (!later.isEmpty() && later.peek().at() <= System.nanoTime()) {
      ready.add(later.remove().node());
    }
    int slots = Math.max(1, runs.slots());
    while (acceptsRuns() && running.size() < slots && !isDeviceTaken()) {
      if (!readyForDevice.isEmpty()) {
        if (!runs.isolates() && !running.isEmpty()) {
          return; // it must be the only active run
        }
        start(readyForDevice.remove(), Isolation.DEVICE);
      } else if (!ready.isEmpty()) {
        RunNode node = ready.remove();
        branches
            .stopped(node)
            .ifPresentOrElse(why -> stopped.put(node, why), () -> start(node, Isolation.SLOT));
      } else {
        return;
      }
    }
  }

  private boolean isDeviceTaken() {
    return !runs.isolates() && running.containsValue(Isolation.DEVICE);
  }

  private void start(RunNode node, Isolation isolation) {
    running.put(node, isolation);
    progress.started(node);
    runs.start(node, isolation, outcome -> events.add(() -> ended(node, outcome)));
  }

  private void ended(RunNode node, RunOutcome outcome) {
    running.remove(node);
    if (outcome instanceof RunOutcome.Finished) {
      progress.finished(node);
      done.add(node.key());
      branches.finished(node);
      graph.children(node.key()).stream()
          .filter(child -> !done.contains(child.key()))
          .filter(this::canStart)
          .forEach(ready::add);
    } else if (outcome instanceof RunOutcome.Failed failure) {
      react(node, failure);
    } else {
      progress.stopped(node);
    }
  }

  private void react(RunNode node, RunOutcome.Failed failure) {
    Map<FailureKind, Integer> kinds =
        failures.computeIfAbsent(node, any -> new EnumMap<>(FailureKind.class));
    int before = kinds.merge(failure.kind(), 1, Integer::sum) - 1;
    Reaction reaction = policy.to(failure.kind(), before);
    LOG.warn(
        "Run {} {} failed: {}: {}; {}",
        node.key().brief(),
        node.spec(),
        failure.kind(),
        failure.cause(),
        reaction.text());
    if (reaction instanceof Reaction.Retry retry) {
      progress.waits(node, retry.after());
      later.add(new Later(System.nanoTime() + retry.after().toNanos(), node));
    } else if (reaction instanceof Reaction.RetryAlone) {
      progress.stopped(node);
      readyForDevice.add(node);
    } else {
      failed.put(node, failure);
      tell(node, failure);
      branches.failed(node, failure);
    }
  }

  private void tell(RunNode node, RunOutcome.Failed failure) {
    progress.failed(new FailedRun(node, failure.kind().name(), failure.cause()));
  }
}
