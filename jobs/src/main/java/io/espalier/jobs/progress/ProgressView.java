package io.espalier.jobs.progress;

import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/** Shows a sweep's progress on standard error while the sweep runs. */
public final class ProgressView implements AutoCloseable {
  /** How much is shown. */
  public enum Detail {
    /** The sweep as a whole. */
    TOTALS,
    /** Each run in flight as well. */
    RUNS
  }

  private static final Duration RUNS_INTERVAL = Duration.ofSeconds(30);

  private final Progress progress;
  private final ProgressDisplay display;
  private final Timer clock = new Timer("progress", true);

  /** Shows {@code progress} from now on. */
  public ProgressView(Progress progress, Detail detail) {
    this.progress = progress;
    this.display = ProgressDisplay.onStandardError();
    repeat(display.interval(), () -> display.show(progress.snapshot()));
    if (detail == Detail.RUNS) {
      repeat(RUNS_INTERVAL, () -> display.list(progress.snapshot().inFlight()));
    }
  }

  /** What is shown. */
  public Progress progress() {
    return progress;
  }

  private void repeat(Duration interval, Runnable show) {
    TimerTask task =
        new TimerTask() {
          @Override
          public void run() {
            show.run();
          }
        };
    clock.scheduleAtFixedRate(task, interval.toMillis(), interval.toMillis());
  }

  /** Shows the end. */
  @Override
  public void close() {
    clock.cancel();
    display.show(progress.snapshot());
    display.close();
  }
}
