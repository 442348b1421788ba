package io.espalier.jobs.progress;

import io.espalier.jobs.estimate.ListSchedule;
import io.espalier.jobs.estimate.PassSeconds;
import io.espalier.jobs.estimate.PassSeconds.Seen;
import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
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
 * Takes down how far a sweep is: the driver tells of runs, executors of their epochs, from any
 * thread.
 *
 * <p>The time that is left comes from playing the rest of the graph through, each run at the pace
 * of its own kind ({@link PassSeconds}) as it was seen in this sweep: slots that the last chain of
 * runs leaves empty are in it, and so is that networks differ.
 */
public final class Progress {
  private final Plan plan;
  private final Map<String, Double> work;
  private final IntSupplier slots;
  private final InstantSource clock;
  private final Instant start;
  private final Map<String, RunInFlight> inFlight = new LinkedHashMap<>();
  private final Map<String, Seen> seen = new HashMap<>();
  private final Set<String> finished = new HashSet<>();
  private final Set<String> failed = new HashSet<>();
  private final Set<String> blocked = new HashSet<>();

  /**
   * Nothing is done yet of what {@code plan} has to do.
   *
   * @param work the arithmetic of a pass by setting, see {@link PassSeconds}
   * @param slots how many runs can be made at a time now
   */
  public Progress(Plan plan, Map<String, Double> work, IntSupplier slots, InstantSource clock) {
    this.plan = plan;
    this.work = Map.copyOf(work);
    this.slots = slots;
    this.clock = clock;
    this.start = clock.instant();
  }

  /** An attempt at a run begins. */
  public synchronized void started(RunNode node) {
    inFlight.put(node.key(), new RunInFlight(node, clock.instant(), Optional.empty()));
  }

  /** An attempt at a run is over, which may be made again. */
  public synchronized void stopped(RunNode node) {
    inFlight.remove(node.key());
    seen.remove(node.key());
  }

  /** A run's row is written. */
  public synchronized void finished(RunNode node) {
    inFlight.remove(node.key());
    finished.add(node.key());
  }

  /** A run will not have a row in this sweep; what descends from it neither. */
  public synchronized void failed(RunNode node) {
    inFlight.remove(node.key());
    seen.remove(node.key());
    failed.add(node.key());
    Deque<RunNode> open = new ArrayDeque<>(plan.graph().children(node.key()));
    while (!open.isEmpty()) {
      RunNode next = open.remove();
      if (!plan.done().contains(next.key()) && blocked.add(next.key())) {
        open.addAll(plan.graph().children(next.key()));
      }
    }
  }

  /** An epoch has ended. What comes late, of a run that has ended, changes nothing. */
  synchronized void reached(EpochReached epoch) {
    RunInFlight run = inFlight.get(epoch.key());
    if (run != null) {
      inFlight.put(epoch.key(), new RunInFlight(run.node(), clock.instant(), Optional.of(epoch)));
      seen.put(epoch.key(), Seen.of(run.node().spec(), epoch.passes(), epoch.seconds()));
    }
  }

  synchronized ProgressSnapshot snapshot() {
    Instant now = clock.instant();
    double running = inFlight.values().stream().mapToDouble(RunInFlight::passes).sum();
    return new ProgressSnapshot(
        finished.size(),
        plan.toDo().size(),
        failed.size(),
        blocked.size(),
        passes(finished) + running,
        plan.toDo().stream().mapToDouble(RunNode::passes).sum() - passes(failed) - passes(blocked),
        Duration.between(start, now),
        remaining(now),
        List.copyOf(inFlight.values()));
  }

  private double passes(Collection<String> keys) {
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
          return run == null ? ofAPass * node.passes() : run.secondsLeft(ofAPass, now);
        };
    Set<String> done = new HashSet<>(plan.done());
    done.addAll(finished);
    int most = Math.max(1, slots.getAsInt());
    double seconds = new ListSchedule(plan.graph(), done, failed, most).makespan(left);
    return Optional.of(Duration.ofMillis((long) (1000 * seconds)));
  }
}
