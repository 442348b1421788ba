// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.status;

import io.espalier.jobs.progress.EpochReached;
import io.espalier.jobs.progress.FailedRun;
import io.espalier.jobs.progress.Progress;
import io.espalier.jobs.progress.ProgressSnapshot;
import io.espalier.jobs.progress.RunInFlight;
import io.espalier.jobs.status.SweepStatus.ActiveRun;
import io.espalier.jobs.status.SweepStatus.Failures;
import io.espalier.jobs.status.SweepStatus.State;
import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the state and the log of a sweep into its results, every ten seconds and at its end, so
 * that they can be read from anywhere while it runs and after it was killed. A store that rejects
 * them does not disturb the sweep: that is logged once.
 */
public final class SweepRecorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SweepRecorder.class);
  private static final long INTERVAL_MILLIS = 10_000;

  /** Causes that name a file or a key differ from run to run. */
  private static final int MAX_CAUSES = 50;

  private final SweepFolder folder;
  private final Progress progress;
  private final IntSupplier slots;
  private final ExecutorWatch executors;
  private final InstantSource stopwatch;
  private final DriverLog log = DriverLog.attached(1 << 18);
  private final Timer timer = new Timer("status", true);
  private State state = State.RUNNING;
  private boolean isBroken;

  private SweepRecorder(
      SweepFolder folder,
      Progress progress,
      IntSupplier slots,
      ExecutorWatch executors,
      InstantSource stopwatch) {
    this.folder = folder;
    this.progress = progress;
    this.slots = slots;
    this.executors = executors;
    this.stopwatch = stopwatch;
  }

  /**
   * Starts to record a sweep.
   *
   * @param slots current number of slots
   * @param stopwatch the clock of {@code progress}
   */
  public static SweepRecorder start(
      ResultStore store,
      SweepStart start,
      Progress progress,
      IntSupplier slots,
      ExecutorWatch executors,
      InstantSource stopwatch) {
    SweepRecorder recorder =
        new SweepRecorder(SweepFolder.of(store, start), progress, slots, executors, stopwatch);
    recorder.attempt(() -> recorder.folder.write(start));
    TimerTask write =
        new TimerTask() {
          @Override
          public void run() {
            recorder.write();
          }
        };
    recorder.timer.schedule(write, 0, INTERVAL_MILLIS);
    return recorder;
  }

  /**
   * The sweep has ended; {@link #close} writes its last state. Without it, an error has ended it.
   */
  public synchronized void ended(State last) {
    state = last;
  }

  /** Writes the last state and stops. */
  @Override
  public void close() {
    timer.cancel();
    synchronized (this) {
      state = state == State.RUNNING ? State.FAILED : state;
    }
    write();
    log.detach();
  }

  /** Writes the current state, and the log since the last call. */
  synchronized void write() {
    attempt(
        () -> {
          folder.write(status(progress.snapshot()));
          log.writeTo(folder);
        });
  }

  private interface Writing {
    void write() throws IOException;
  }

  private synchronized void attempt(Writing writing) {
    try {
      writing.write();
      isBroken = false;
    } catch (IOException | RuntimeException e) { // an exception would end the timer
      if (!isBroken) {
        LOG.warn("Cannot write the status of the sweep, which continues: {}", e.getMessage());
      }
      isBroken = true;
    }
  }

  private SweepStatus status(ProgressSnapshot sweep) {
    return new SweepStatus(
        state,
        System.currentTimeMillis(),
        slots.getAsInt(),
        sweep.finished(),
        sweep.waits().size(),
        sweep.blocked(),
        sweep.passesMade(),
        sweep.passes(),
        seconds(sweep.elapsed()),
        sweep.remaining().map(SweepRecorder::seconds).orElse(null),
        active(sweep.inFlight(), stopwatch.instant()),
        grouped(sweep.failed()),
        executors.seen());
  }

  /** Those that have a slot. */
  private List<ActiveRun> active(List<RunInFlight> runs, Instant now) {
    List<ActiveRun> active = new ArrayList<>();
    for (RunInFlight run : runs) {
      run.heard().ifPresent(heard -> active.add(active(run, Duration.between(heard, now))));
    }
    return active;
  }

  private ActiveRun active(RunInFlight run, Duration silent) {
    Optional<EpochReached> last = run.last();
    return new ActiveRun(
        run.node().key().brief(),
        run.node().spec().toString(),
        last.map(EpochReached::phase).orElse(null),
        last.map(EpochReached::epoch).orElse(null),
        last.map(EpochReached::epochs).orElse(null),
        last.map(EpochReached::accuracy).orElse(null),
        seconds(silent),
        executors.of(run.node().key().hex()).orElse(null));
  }

  /** One entry a cause; after the first ones, one entry a kind. */
  static List<Failures> grouped(List<FailedRun> runs) {
    Map<List<String>, Failures> groups = new LinkedHashMap<>();
    for (FailedRun run : runs) {
      List<String> cause = List.of(run.kind(), run.cause());
      List<String> group =
          groups.containsKey(cause) || groups.size() < MAX_CAUSES
              ? cause
              : List.of(run.kind(), "other causes, see the table failures");
      groups.merge(
          group,
          new Failures(group.get(0), group.get(1), 1, run.node().key().brief()),
          (one, another) -> new Failures(one.kind(), one.cause(), one.runs() + 1, one.run()));
    }
    return new ArrayList<>(groups.values());
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1e3;
  }
}
