package io.espalier.jobs.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows snapshots to a person. */
sealed interface ProgressDisplay extends AutoCloseable {
  /** Time between two snapshots. */
  Duration interval();

  void show(ProgressSnapshot snapshot);

  /** Shows a line a run. */
  void list(List<RunInFlight> runs);

  @Override
  void close();

  /** A bar on a terminal; a line now and then in a log. */
  @SuppressWarnings("SystemConsoleNull") // the build refuses Java 22, where this changes
  static ProgressDisplay onStandardError() {
    return System.console() == null ? new Lines(System.err) : new Bar(System.err);
  }

  /** One line every 30 seconds. */
  record Lines(PrintStream err) implements ProgressDisplay {
    @Override
    public Duration interval() {
      return Duration.ofSeconds(30);
    }

    @Override
    public void show(ProgressSnapshot snapshot) {
      err.println(snapshot.line());
    }

    @Override
    public void list(List<RunInFlight> runs) {
      runs.forEach(run -> err.println("  " + run.line()));
    }

    @Override
    public void close() {}
  }

  /** One line that is drawn again and again. */
  final class Bar implements ProgressDisplay {
    private static final int COLUMNS = 110;
    private static final int PARTS = 1000;

    private final PrintStream err;
    private final ProgressBar bar;

    Bar(PrintStream err) {
      this.err = err;
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
    public Duration interval() {
      return Duration.ofMillis(500);
    }

    @Override
    public void show(ProgressSnapshot snapshot) {
      bar.stepTo((long) (PARTS * snapshot.share()));
      bar.setExtraMessage(snapshot.line());
    }

    /** In place of the bar, which is drawn again below, within a second. */
    @Override
    public void list(List<RunInFlight> runs) {
      StringBuilder text = new StringBuilder("\r");
      runs.forEach(run -> text.append(("%-" + COLUMNS + "s%n").formatted(run.line())));
      err.print(text); // at once, for the bar has a thread of its own
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
