// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import io.espalier.jobs.progress.ProgressView.Detail;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;

/** Displays snapshots. */
sealed interface ProgressDisplay extends AutoCloseable {
  /** Milliseconds between two lists of active runs. */
  long RUNS_INTERVAL = 30_000;

  /** Milliseconds between two snapshots. */
  long interval();

  void show(ProgressSnapshot snapshot);

  @Override
  void close();

  /** A progress bar if standard error is a terminal, lines otherwise. */
  static ProgressDisplay onStandardError(Detail detail) {
    PrintStream err = System.err;
    return Terminal.ofStandardError(System.getenv())
        .<ProgressDisplay>map(terminal -> new Bar(err, terminal::columns, detail))
        .orElseGet(() -> new Lines(err, detail));
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

  /**
   * A progress bar in the last row of the terminal. While it is shown, it is part of {@link
   * System#err}, so that what others print there appears above it.
   */
  final class Bar implements ProgressDisplay {
    private static final long INTERVAL = 500;

    private final PrintStream before;
    private final PrintStream lines;
    private final StatusLine status;
    private final IntSupplier columns;
    private final Detail detail;
    private long shown;
    private String last = "";

    /**
     * @param terminal the stream to the terminal
     * @param columns its current width
     */
    Bar(PrintStream terminal, IntSupplier columns, Detail detail) {
      this.before = System.err;
      this.status = new StatusLine(terminal);
      this.lines = new PrintStream(status, true, StandardCharsets.UTF_8);
      this.columns = columns;
      this.detail = detail;
      System.setErr(lines);
    }

    @Override
    public long interval() {
      return INTERVAL;
    }

    @Override
    public void show(ProgressSnapshot snapshot) {
      status.show(StatusText.of(snapshot, columns.getAsInt()));
      last = snapshot.line();
      shown += INTERVAL;
      if (detail == Detail.RUNS && shown % RUNS_INTERVAL == 0) {
        list(snapshot.inFlight());
      }
    }

    private void list(List<RunInFlight> runs) {
      runs.forEach(run -> lines.println(run.line()));
    }

    /** Leaves the last snapshot as a line. */
    @Override
    public void close() {
      status.show("");
      lines.println(last);
      System.setErr(before);
    }
  }
}
