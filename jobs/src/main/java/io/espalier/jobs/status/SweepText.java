// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.status;

import io.espalier.jobs.status.SweepStatus.ActiveRun;
import io.espalier.jobs.status.SweepStatus.ExecutorSeen;
import io.espalier.jobs.status.SweepStatus.Failures;
import io.espalier.jobs.text.TextTable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Formats a sweep for a terminal. */
record SweepText(SweepView sweep) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  String text() {
    SweepStatus status = sweep.status();
    Stream<String> head =
        Stream.of(
            "%s, started %s on %s, %s, Espalier %s"
                .formatted(
                    sweep.sweep(),
                    TIME.format(Instant.ofEpochMilli(sweep.startedAt())),
                    sweep.host(),
                    sweep.application(),
                    sweep.version()),
            "state    " + state());
    Stream<String> facts =
        status == null
            ? Stream.of("runs     %s of %s done".formatted(sweep.done(), sweep.runs()))
            : Stream.of(
                "runs     " + runs(status),
                String.format(
                    Locale.ROOT, "passes   %.1f of %.1f", status.passes(), status.passesToDo()),
                "time     " + time(status));
    String lines =
        Stream.of(head, facts, Stream.of("logs     " + sweep.folder()))
            .flatMap(all -> all)
            .map(line -> line + "\n")
            .collect(Collectors.joining());
    return status == null
        ? lines
        : lines
            + running(status.running())
            + failed(status.failed())
            + executors(status.executors());
  }

  private String state() {
    return switch (sweep.life()) {
      case RUNNING -> "running, heard of %s ago".formatted(age(sweep.secondsSilent()));
      case SILENT ->
          "not heard of for %s: its driver was killed, or cannot write here; rerun the sweep to continue"
              .formatted(age(sweep.secondsSilent()));
      case COMPLETE -> "complete";
      case INCOMPLETE -> "ended, some runs failed";
      case CANCELLED -> "cancelled; rerun the sweep to continue";
      case FAILED -> "ended by an error, see the log; rerun the sweep to continue";
    };
  }

  private String runs(SweepStatus status) {
    int failed = status.failed().stream().mapToInt(Failures::runs).sum();
    int active = status.running().size();
    int rest = sweep.runs() - sweep.done() - active - failed - status.blocked();
    return "%s of %s done".formatted(sweep.done(), sweep.runs())
        + counted(active, sweep.life() == SweepView.Life.RUNNING ? "running" : "were running")
        + counted(Math.max(0, rest - status.waiting()), "to do")
        + counted(status.waiting(), "waiting for a retry")
        + counted(failed, "failed")
        + counted(status.blocked(), "blocked");
  }

  private static String counted(int runs, String what) {
    return runs == 0 ? "" : ", " + runs + " " + what;
  }

  private String time(SweepStatus status) {
    String gone = clock(status.secondsGone()) + " gone";
    boolean isOver =
        sweep.life() != SweepView.Life.RUNNING && sweep.life() != SweepView.Life.SILENT;
    return isOver
        ? gone
        : gone
            + ", %s left on %s slots"
                .formatted(
                    status.secondsLeft() == null ? "?" : clock(status.secondsLeft()),
                    status.slots());
  }

  private static String running(List<ActiveRun> runs) {
    TextTable.Rows<ActiveRun> rows = new TextTable.Rows<>(runs);
    return table(
        runs,
        rows.text("run", ActiveRun::run),
        rows.text("what", ActiveRun::description),
        rows.text("phase", run -> orDash(run.phase())),
        rows.number(
            "epoch", run -> run.epoch() == null ? "–" : run.epoch() + " of " + run.epochs()),
        rows.number(
            "accuracy %",
            run ->
                run.accuracy() == null
                    ? "–"
                    : String.format(Locale.ROOT, "%.2f", 100 * run.accuracy())),
        rows.number("last epoch", run -> age(run.secondsSilent()) + " ago"),
        rows.text("executor", run -> orDash(run.executor())));
  }

  private static String failed(List<Failures> failures) {
    TextTable.Rows<Failures> rows = new TextTable.Rows<>(failures);
    return table(
        failures,
        rows.text("failed", Failures::kind),
        rows.number("runs", failed -> String.valueOf(failed.runs())),
        rows.text("for example", Failures::run),
        rows.text("cause", Failures::cause));
  }

  private String executors(List<ExecutorSeen> executors) {
    TextTable.Rows<ExecutorSeen> rows = new TextTable.Rows<>(executors);
    return table(
        executors,
        rows.text("executor", ExecutorSeen::executor),
        rows.text("host", ExecutorSeen::host),
        rows.number("slots", seen -> String.valueOf(seen.slots())),
        rows.number("runs", seen -> String.valueOf(seen.tasks())),
        rows.number("heard of", seen -> heard(seen) + " ago"),
        rows.text("gone", seen -> seen.gone() == null ? "" : seen.gone()));
  }

  /** By the clock of the driver up to its last state, and by this machine's since then. */
  private String heard(ExecutorSeen executor) {
    return age(
        sweep.secondsSilent() + Math.max(0, sweep.status().writtenAt() - executor.heardAt()) / 1e3);
  }

  private static String table(List<?> rows, TextTable.Column... columns) {
    return rows.isEmpty() ? "" : "\n" + new TextTable(List.of(columns)).text();
  }

  private static String orDash(String text) {
    return text == null ? "–" : text;
  }

  /** {@code 4 s}, or {@code 0:02:10} from a minute on. */
  private static String age(double seconds) {
    return seconds < 60 ? (long) seconds + " s" : clock(seconds);
  }

  private static String clock(double seconds) {
    Duration time = Duration.ofMillis((long) (1000 * seconds));
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }
}
