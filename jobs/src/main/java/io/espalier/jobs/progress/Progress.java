// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import io.espalier.jobs.estimate.ListSchedule;
import io.espalier.jobs.estimate.PassSeconds;
import io.espalier.jobs.estimate.PassSeconds.Seen;
import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Records the progress of a sweep: the driver reports runs, executors report epochs. Thread-safe.
 *
 * <p>The remaining time is estimated by simulating the rest of the graph, each run with the seconds
 * per pass of its kind ({@link PassSeconds}) in this sweep. The estimate therefore includes idle
 * slots at the end and differences between networks.
 */
public final class Progress {
  private final Plan plan;
  private final Map<String, Double> work;
  private final IntSupplier slots;
  private final InstantSource clock;
  private final Instant start;
  private final Map<RunKey, RunInFlight> inFlight = new LinkedHashMap<>();
  private final Map<RunKey, Seen> seen = new HashMap<>();
  private final Set<RunKey> finished = new HashSet<>();
  private final Map<RunKey, FailedRun> failed = new LinkedHashMap<>();
  private final Set<RunKey> blocked = new HashSet<>();
  private final Map<RunKey, Instant> waiting = new HashMap<>();

  /**
   * Starts with no run of {@code plan} done.
   *
   * @param work the arithmetic of a pass by setting, see {@link PassSeconds}
   * @param slots current number of slots
   */
  public Progress(Plan plan, Map<String, Double> work, IntSupplier slots, InstantSource clock) {
    this.plan = plan;
    this.work = Map.copyOf(work);
    this.slots = slots;
    this.clock = clock;
    this.start = clock.instant();
  }

  /** A run was given to Spark, which starts it in a slot. */
  public synchronized void started(RunNode node) {
    waiting.remove(node.key());
    inFlight.put(node.key(), new RunInFlight(node, Optional.empty(), Optional.empty()));
  }

  /** A run has a slot: it begins, or resumes after another executor has left. */
  public synchronized void begins(RunBegins begins) {
    inFlight.computeIfPresent(
        begins.key(),
        (key, run) -> new RunInFlight(run.node(), Optional.of(clock.instant()), run.last()));
  }

  /** An attempt at a run has ended without a result; the run may be retried. */
  public synchronized void stopped(RunNode node) {
    inFlight.remove(node.key());
    seen.remove(node.key());
  }

  /** An attempt at a run has failed, and the run is retried after {@code delay}. */
  public synchronized void waits(RunNode node, Duration delay) {
    stopped(node);
    waiting.put(node.key(), clock.instant().plus(delay));
  }

  /** A run has finished. */
  public synchronized void finished(RunNode node) {
    inFlight.remove(node.key());
    finished.add(node.key());
  }

  /** A run has failed permanently, which blocks its descendants. */
  public synchronized void failed(FailedRun run) {
    RunNode node = run.node();
    inFlight.remove(node.key());
    seen.remove(node.key());
    failed.put(node.key(), run);
    plan.graph()
        .descendants(node.key(), next -> !plan.done().contains(next.key()))
        .forEach(next -> blocked.add(next.key()));
  }

  /** An epoch has ended. Ignores late messages of runs that have ended. */
  synchronized void reached(EpochReached epoch) {
    RunInFlight run = inFlight.get(epoch.key());
    if (run != null) {
      inFlight.put(
          epoch.key(),
          new RunInFlight(run.node(), Optional.of(clock.instant()), Optional.of(epoch)));
      seen.put(epoch.key(), Seen.of(run.node().spec(), epoch.passes(), epoch.seconds()));
    }
  }

  /** The present state. */
  public synchronized ProgressSnapshot snapshot() {
    Instant now = clock.instant();
    double running = inFlight.values().stream().mapToDouble(RunInFlight::passes).sum();
    return new ProgressSnapshot(
        finished.size(),
        plan.toDo().size(),
        List.copyOf(failed.values()),
        blocked.size(),
        passes(finished) + running,
        plan.toDo().stream().mapToDouble(RunNode::passes).sum()
            - passes(failed.keySet())
            - passes(blocked),
        Duration.between(start, now),
        remaining(now),
        waiting.values().stream().map(until -> untilThen(now, until)).sorted().toList(),
        List.copyOf(inFlight.values()));
  }

  private double passes(Collection<RunKey> keys) {
    return keys.stream().mapToDouble(key -> plan.graph().node(key).passes()).sum();
  }

  private Optional<Duration> remaining(Instant now) {
    double passes = seen.values().stream().mapToDouble(Seen::passes).sum();
    if (passes == 0) {
      return Optional.empty();
    }
    double typical = seen.values().stream().mapToDouble(Seen::seconds).sum() / passes;
    PassSeconds kinds = new PassSeconds(seen.values(), work);
    ToDoubleFunction<RunNode> left =
        node -> {
          double ofAPass = kinds.of(node.spec()).orElse(typical);
          RunInFlight run = inFlight.get(node.key());
          return run == null
              ? secondsOfWait(node, now) + ofAPass * node.passes()
              : run.secondsLeft(ofAPass, now);
        };
    Set<RunKey> done = new HashSet<>(plan.done());
    done.addAll(finished);
    int available = Math.max(1, slots.getAsInt());
    double seconds =
        new ListSchedule(plan.graph(), done, failed.keySet(), available).makespan(left);
    return Optional.of(Duration.ofMillis((long) (1000 * seconds)));
  }

  private double secondsOfWait(RunNode node, Instant now) {
    return untilThen(now, waiting.getOrDefault(node.key(), now)).toMillis() / 1e3;
  }

  private static Duration untilThen(Instant now, Instant then) {
    return then.isBefore(now) ? Duration.ZERO : Duration.between(now, then);
  }
}
