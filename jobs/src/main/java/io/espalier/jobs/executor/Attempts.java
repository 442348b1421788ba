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
 * process died. Markers are not state: they only prevent a run that kills its process each time
 * from being started forever.
 */
public record Attempts(ResultStore store, RunKey key) {
  /** Starts in a row without an end or a checkpoint after which a run fails as LOST. */
  private static final int MAX_STARTS = 3;

  private static final Pattern START = Pattern.compile("start-(\\d{1,9})");
  private static final String DIED = "died-";
  private static final Pattern DEATH = Pattern.compile(DIED + "(\\d{1,9})");
  private static final Pattern SAVED = Pattern.compile("saved-(\\d{1,9})");

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
    try (InputStream mark = store.storage().open(Storage.in(folder(), "start-" + number))) {
      return RunProcess.marked(new String(mark.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /**
   * Marks that attempt {@code number} starts.
   *
   * @param where the process in which it starts
   * @throws LostRun when too many earlier attempts died
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
    if (last.isEmpty()) {
      return "";
    }
    try (InputStream mark = store.storage().open(Storage.in(folder(), DIED + last.getAsInt()))) {
      return " (" + new String(mark.readAllBytes(), StandardCharsets.UTF_8) + ")";
    }
  }

  /** Marks that attempt {@code number} has written a checkpoint. */
  void saved(int number) throws IOException {
    mark("saved-" + number, "");
  }

  /**
   * Removes the start marker of attempt {@code number}, which was cancelled, or lost with its
   * machine.
   */
  public void stopped(int number) throws IOException {
    store.storage().delete(Storage.in(folder(), "start-" + number));
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
