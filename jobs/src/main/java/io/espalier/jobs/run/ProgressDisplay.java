package io.espalier.jobs.run;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows snapshots to a person. */
sealed interface ProgressDisplay extends AutoCloseable {
  /** Milliseconds between two snapshots. */
  long interval();

  void show(ProgressSnapshot snapshot);

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
    public long interval() {
      return 30_000;
    }

    @Override
    public void show(ProgressSnapshot snapshot) {
      err.println(snapshot.line());
    }

    @Override
    public void close() {}
  }

  /** One line that is drawn again and again. */
  final class Bar implements ProgressDisplay {
    private static final int COLUMNS = 110;
    private static final int PARTS = 1000;

    private final ProgressBar bar;

    Bar(PrintStream err) {
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
      return 500;
    }

    @Override
    public void show(ProgressSnapshot snapshot) {
      double share = snapshot.passes() == 0 ? 1 : snapshot.passesMade() / snapshot.passes();
      bar.stepTo(Math.min(PARTS, (long) (PARTS * share)));
      bar.setExtraMessage(snapshot.line());
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
