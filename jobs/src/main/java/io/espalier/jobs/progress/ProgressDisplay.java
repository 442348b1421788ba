// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import io.espalier.jobs.progress.ProgressView.Detail;
import java.io.PrintStream;
import java.util.List;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Displays snapshots. */
sealed interface ProgressDisplay extends AutoCloseable {
  /** Milliseconds between two lists of active runs. */
  long RUNS_INTERVAL = 30_000;

  /** Milliseconds between two snapshots. */
  long interval();

  void show(ProgressSnapshot snapshot);

  @Override
  void close();

  /** A progress bar on a terminal; lines in a log. */
  @SuppressWarnings("SystemConsoleNull") // the build refuses Java 22, where this changes
  static ProgressDisplay onStandardError(Detail detail) {
    return System.console() == null ? new Lines(System.err, detail) : new Bar(System.err, detail);
  }

  /** One line every 30 seconds. */
  record Lines(PrintStream err, Detail detail) implements ProgressDisplay {
    @Override
    public long interval() {
      return RUNS_INTERVAL;
    }

    @Override
    public void show(ProgressSnapshot snapshot) {
      err.println(snapshot.line());
      if (detail == Detail.RUNS) {
        snapshot.inFlight().forEach(run -> err.println("  " + run.line()));
      }
    }

    @Override
    public void close() {}
  }

  /** A progress bar that is redrawn on one line. */
  final class Bar implements ProgressDisplay {
    private static final int COLUMNS = 110;
    private static final int PARTS = 1000;

    private static final long INTERVAL = 500;

    private final PrintStream err;
    private final Detail detail;
    private final ProgressBar bar;
    private long shown;

    Bar(PrintStream err, Detail detail) {
      this.err = err;
      this.detail = detail;
      bar =
          new ProgressBarBuilder()
              .setTaskName("sweep")
              .setInitialMax(PARTS)
              .setStyle(ProgressBarStyle.ASCII)
              .hideEta()
              .setConsumer(new ConsoleProgressBarConsumer(err, COLUMNS))
              .build();
    }

    @Override
    public long interval() {
      return INTERVAL;
    }

    @Override
    public void show(ProgressSnapshot snapshot) {
      bar.stepTo((long) (PARTS * snapshot.share()));
      bar.setExtraMessage(snapshot.line());
      shown += INTERVAL;
      if (detail == Detail.RUNS && shown % RUNS_INTERVAL == 0) {
        list(snapshot.inFlight());
      }
    }

    /** Prints over the bar, which is redrawn below within a second. */
    private void list(List<RunInFlight> runs) {
      StringBuilder text = new StringBuilder("\r");
      runs.forEach(run -> text.append(("%-" + COLUMNS + "s%n").formatted(run.line())));
      err.print(text); // in one call, because the bar has its own thread
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
