// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.espalier.jobs.status.SweepStatus.State;
import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A sweep as its results show it, on any machine and without Spark.
 *
 * @param folder absolute location of its logs
 * @param sweep name of the application
 * @param application Spark's id
 * @param host of the driver
 * @param version of Espalier
 * @param startedAt in milliseconds since 1970 UTC
 * @param life whether it runs
 * @param secondsSilent since the driver last wrote its state, by the clocks of both machines
 * @param runs all runs of the sweep
 * @param done runs that have a result now, also those that another driver made
 * @param status the last state; null when the driver has not written one
 */
public record SweepView(
    String folder,
    String sweep,
    String application,
    String host,
    String version,
    long startedAt,
    Life life,
    double secondsSilent,
    int runs,
    int done,
    SweepStatus status) {
  /** A driver writes every ten seconds, and waits for a store that is busy. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  /** Whether a sweep runs. */
  public enum Life {
    RUNNING,
    /** It did not end, and has not been heard of for a minute. */
    SILENT,
    COMPLETE,
    INCOMPLETE,
    CANCELLED,
    FAILED
  }

  /**
   * The last sweep, and all others that run.
   *
   * @param now in milliseconds since 1970 UTC
   */
  public static List<SweepView> current(ResultStore store, long now) throws IOException {
    List<SweepFolder> folders = SweepFolder.all(store);
    Set<String> done = store.doneKeys();
    List<SweepView> views = new ArrayList<>();
    for (int i = folders.size() - 1; i >= 0; i--) {
      SweepFolder folder = folders.get(i);
      Optional<SweepStart> start = folder.start();
      if (start.isPresent()) {
        SweepView view = of(folder, start.get(), done, now);
        if (views.isEmpty() || view.life() == Life.RUNNING) {
          views.add(view);
        }
      }
    }
    return views;
  }

  private static SweepView of(SweepFolder folder, SweepStart start, Set<String> done, long now)
      throws IOException {
    Optional<SweepStatus> status = folder.status();
    Duration silent =
        Duration.ofMillis(
            Math.max(0, now - status.map(SweepStatus::writtenAt).orElse(start.startedAt())));
    int made = (int) start.missing().stream().filter(done::contains).count();
    return new SweepView(
        folder.file("").replaceFirst("/$", ""),
        start.sweep(),
        start.application(),
        start.host(),
        start.version(),
        start.startedAt(),
        life(status.map(SweepStatus::state).orElse(State.RUNNING), silent),
        silent.toMillis() / 1e3,
        start.runs(),
        start.doneBefore() + Math.max(made, status.map(SweepStatus::finished).orElse(0)),
        status.orElse(null));
  }

  private static Life life(State state, Duration silent) {
    return switch (state) {
      case RUNNING -> silent.compareTo(SILENCE) > 0 ? Life.SILENT : Life.RUNNING;
      case COMPLETE -> Life.COMPLETE;
      case INCOMPLETE -> Life.INCOMPLETE;
      case CANCELLED -> Life.CANCELLED;
      case FAILED -> Life.FAILED;
    };
  }

  /** Sweeps as a JSON array, keys in snake case. */
  public static String json(List<SweepView> sweeps) {
    try {
      return SweepFolder.JSON.writeValueAsString(sweeps);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the status as JSON", e);
    }
  }

  /** The sweep as text for a terminal. */
  public String text() {
    return new SweepText(this).text();
  }
}
