// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.store.ResultStore;
import io.espalier.pruning.storage.Storage;
import io.espalier.pruning.trial.Trial;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The attempts at one run, as marker files next to its checkpoints: {@code start-3} says that the
 * third attempt started, {@code saved-3} that it wrote a checkpoint, {@code died-3} of what its
 * process died, {@code stopped-3} how often it was stopped since its last checkpoint. Markers are
 * not state: they only prevent a run that ends its process each time from being started forever.
 */
public record Attempts(ResultStore store, RunKey key) {
  /** Starts in a row without an end or a checkpoint after which a run fails as LOST. */
  private static final int MAX_STARTS = 3;

  /**
   * Stops in a row without a checkpoint after which a run fails as LOST. Machines that leave stop a
   * run a few times; a system that ends processes over their memory by SIGTERM stops it each time.
   */
  private static final int MAX_STOPS = 10;

  private static final Pattern START = Pattern.compile("start-(\\d{1,9})");
  private static final String DIED = "died-";
  private static final Pattern DEATH = Pattern.compile(DIED + "(\\d{1,9})");
  private static final Pattern SAVED = Pattern.compile("saved-(\\d{1,9})");
  private static final String STOP = "stopped-";
  private static final Pattern STOPPED = Pattern.compile(STOP + "(\\d{1,9})");

  /** The number of the next attempt, counted from 1. */
  int next() throws IOException {
    int started = numbers(START).max().orElse(0);
    return Math.max(started + 1, store.nextAttempt(key.hex()));
  }

  /** The number of the last attempt that started and has not ended. */
  public int last() throws IOException {
    return Math.max(numbers(START).max().orElse(1), store.nextAttempt(key.hex()));
  }

  /** The number of the last attempt that started, whether it ended or not; 0 without a marker. */
  public int lastStarted() throws IOException {
    return numbers(START).max().orElse(0);
  }

  /** The process in which attempt {@code number} started; empty without a marker. */
  public Optional<RunProcess> process(int number) throws IOException {
    if (numbers(START).noneMatch(start -> start == number)) {
      return Optional.empty();
    }
    return RunProcess.marked(read("start-" + number));
  }

  /**
   * Marks that attempt {@code number} starts.
   *
   * @param where the process in which it starts
   * @throws LostRun when too many earlier attempts died, or were stopped
   */
  public void begin(int number, RunProcess where) throws IOException {
    int ended = store.nextAttempt(key.hex()) - 1;
    int last = Math.max(ended, numbers(SAVED).max().orElse(0));
    long died = numbers(START).filter(start -> start > last).count();
    if (died >= MAX_STARTS) {
      throw new LostRun(
          ("Started %s times, and each time the process died before a checkpoint%s, see %s; rerun"
                  + " the sweep to retry the run")
              .formatted(died, lastDeath(), folder()));
    }
    int stops = 0;
    for (int stopped : numbers(STOPPED).filter(stopped -> stopped > ended).toArray()) {
      stops += stops(stopped);
    }
    if (stops >= MAX_STOPS) {
      throw new LostRun(
          ("Stopped %s times in a row before a checkpoint: its executors were taken away or told to"
                  + " end, see the logs of the cluster; rerun the sweep to retry the run")
              .formatted(stops));
    }
    mark("start-" + number, where.mark());
  }

  /**
   * Marks that the process of attempt {@code number} died.
   *
   * @param cause in one line
   */
  public void died(int number, String cause) throws IOException {
    mark(DIED + number, cause);
  }

  private String lastDeath() throws IOException {
    OptionalInt last = numbers(DEATH).max();
    return last.isEmpty() ? "" : " (" + read(DIED + last.getAsInt()) + ")";
  }

  /** Marks that attempt {@code number} has written a checkpoint. */
  void saved(int number) throws IOException {
    mark("saved-" + number, "");
    for (int stopped : numbers(STOPPED).toArray()) {
      store.storage().delete(Storage.in(folder(), STOP + stopped));
    }
  }

  /**
   * Removes the start marker of attempt {@code number}, which was cancelled, or lost with its
   * machine, and counts it.
   */
  public void stopped(int number) throws IOException {
    mark(STOP + number, String.valueOf(stops(number) + 1));
    store.storage().delete(Storage.in(folder(), "start-" + number));
  }

  private int stops(int number) throws IOException {
    return numbers(STOPPED).anyMatch(stopped -> stopped == number)
        ? Integer.parseInt(read(STOP + number))
        : 0;
  }

  /** Removes markers and checkpoints. */
  void clear() throws IOException {
    store.storage().delete(folder());
  }

  private void mark(String name, String text) throws IOException {
    store
        .storage()
        .create(
            Storage.in(folder(), name), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private String read(String name) throws IOException {
    try (InputStream mark = store.storage().open(Storage.in(folder(), name))) {
      return new String(mark.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private IntStream numbers(Pattern pattern) throws IOException {
    List<String> names = store.storage().list(folder());
    return names.stream()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .mapToInt(found -> Integer.parseInt(found.group(1)));
  }

  private String folder() {
    return Trial.checkpoints(store.artifacts(key.hex()));
  }
}
