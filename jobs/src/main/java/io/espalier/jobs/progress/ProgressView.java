// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import java.util.Timer;
import java.util.TimerTask;

/** Shows the progress of a sweep on standard error. */
public final class ProgressView implements AutoCloseable {
  /** The level of detail. */
  public enum Detail {
    /** The sweep as a whole. */
    TOTALS,
    /** Also each active run, every 30 seconds. */
    RUNS
  }

  private final Progress progress;
  private final ProgressDisplay display;
  private final Timer clock = new Timer("progress", true);

  /** Starts to show {@code progress}. */
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

  /** The progress shown. */
  public Progress progress() {
    return progress;
  }

  /** Shows the final state and stops. */
  @Override
  public void close() {
    clock.cancel();
    display.show(progress.snapshot());
    display.close();
  }
}
