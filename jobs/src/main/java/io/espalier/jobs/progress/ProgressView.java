package io.espalier.jobs.progress;

import java.util.Timer;
import java.util.TimerTask;

/** Shows a sweep's progress on standard error while the sweep runs. */
public final class ProgressView implements AutoCloseable {
  /** How much is shown. */
  public enum Detail {
    /** The sweep as a whole. */
    TOTALS,
    /** Each run in flight as well, every 30 seconds. */
    RUNS
  }

  private final Progress progress;
  private final ProgressDisplay display;
  private final Timer clock = new Timer("progress", true);

  /** Shows {@code progress} from now on. */
  public ProgressView(Progress progress, Detail detail) {
    this.progress = progress;
    this.display = ProgressDisplay.onStandardError(detail);
    TimerTask show =
        new TimerTask() {
          @Override
          public void run() {
            display.show(progress.snapshot());
          }
        };
    clock.scheduleAtFixedRate(show, display.interval(), display.interval());
  }

  /** What is shown. */
  public Progress progress() {
    return progress;
  }

  /** Shows the end. */
  @Override
  public void close() {
    clock.cancel();
    display.show(progress.snapshot());
    display.close();
  }
}
