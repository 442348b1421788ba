// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The epochs that executors have logged in a sweep in which each epoch ends with a checkpoint. A
 * line about a written checkpoint means that all epochs that the attempt logged before it are
 * saved.
 *
 * @param attempts the lines of each attempt, in order
 */
record LoggedEpochs(List<List<Line>> attempts) {
  private static final Pattern LINE =
      Pattern.compile(
          "(\\S+) RunWatch: (\\w+) attempt (\\d+) (starts|wrote a checkpoint|resumes .*|finished (\\S+) .*)");

  /**
   * @param phase of the finished epoch; null for a line about anything else
   */
  record Line(LocalDateTime time, String key, String attempt, String text, String phase) {
    private boolean isSaved() {
      return text.equals("wrote a checkpoint");
    }

    private boolean tellsOfSame(Line other) {
      return phase != null && key.equals(other.key) && text.equals(other.text);
    }
  }

  /** Reads log files with lines of {@code %d{yyyy-MM-dd'T'HH:mm:ss.SSS} %c{1}: %msg%n}. */
  static LoggedEpochs in(Collection<Path> logs) throws IOException {
    List<List<Line>> attempts = new ArrayList<>();
    for (Path log : logs) {
      // One executor never runs two attempts with the same number at once, but two executors may.
      List<List<Line>> here = new ArrayList<>();
      for (String text : Files.readAllLines(log)) {
        Matcher matcher = LINE.matcher(text);
        if (matcher.matches()) {
          add(here, line(matcher));
        }
      }
      attempts.addAll(here);
    }
    return new LoggedEpochs(attempts);
  }

  private static Line line(Matcher matcher) {
    return new Line(
        LocalDateTime.parse(matcher.group(1)),
        matcher.group(2),
        matcher.group(3),
        matcher.group(4),
        matcher.group(5));
  }

  private static void add(List<List<Line>> attempts, Line line) {
    Optional<List<Line>> its =
        attempts.stream()
            .filter(lines -> lines.get(0).key().equals(line.key()))
            .filter(lines -> lines.get(0).attempt().equals(line.attempt()))
            .findFirst();
    its.ifPresentOrElse(
        lines -> lines.add(line), () -> attempts.add(new ArrayList<>(List.of(line))));
  }

  /** The number of logged epochs. */
  long count() {
    return attempts.stream().flatMap(List::stream).filter(line -> line.phase() != null).count();
  }

  /**
   * Epochs that an attempt computed although it could have had them from a checkpoint: it looked
   * for one after another attempt had logged that they are saved. An epoch that is saved after the
   * attempt looked does not count, because concurrent attempts cannot know of each other's later
   * epochs. Attempts are concurrent when an executor outlives its driver for a moment, or computes
   * to the end after its worker has died.
   */
  List<String> madeInVain() {
    List<String> found = new ArrayList<>();
    for (List<Line> attempt : attempts) {
      for (int i = 0; i < attempt.size(); i++) {
        Line told = attempt.get(i);
        LocalDateTime looked = lookedForCheckpoint(attempt, i);
        attempts.stream()
            .filter(other -> other != attempt)
            .flatMap(other -> saved(other, told))
            .filter(saved -> saved.time().isBefore(looked))
            .forEach(
                saved ->
                    found.add(
                        "%s %s: saved by attempt %s at %s, again by attempt %s, which looked at %s"
                            .formatted(
                                told.key(),
                                told.text(),
                                saved.attempt(),
                                saved.time(),
                                told.attempt(),
                                looked)));
      }
    }
    return found;
  }

  /**
   * The line that says that {@code attempt} has saved the epoch of {@code told}, if it computed
   * that epoch.
   */
  private static Stream<Line> saved(List<Line> attempt, Line told) {
    return attempt.stream()
        .dropWhile(line -> !line.tellsOfSame(told))
        .filter(Line::isSaved)
        .limit(1);
  }

  /**
   * When the attempt looked for a checkpoint of the phase: before the phase's first epoch, when it
   * started, resumed or ended the previous phase.
   */
  private static LocalDateTime lookedForCheckpoint(List<Line> attempt, int epoch) {
    int before = epoch;
    while (before > 0
        && attempt.get(epoch).phase() != null
        && attempt.get(epoch).phase().equals(attempt.get(before).phase())) {
      before--;
    }
    return attempt.get(before).time();
  }
}
