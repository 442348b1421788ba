// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the executors of a {@link StandaloneCluster} log of runs.
 *
 * @param lines all lines, by time
 */
record RunLog(List<Line> lines) {
  private static final Pattern LINE =
      Pattern.compile("(\\S+) (?:RunWatch|RunTask|Checkpoints): \\S*?([0-9a-f]{64})\\S* (.*)");
  private static final Pattern STEPS =
      Pattern.compile("(\\S+) (?:resumes |is saved )?after (\\d+) steps");

  /**
   * @param file log of the executor
   * @param key of the run
   */
  record Line(Path file, LocalDateTime time, String key, String text) {
    boolean tells(String what) {
      return text.contains(what);
    }

    boolean endsAttempt() {
      return tells(" is done") || tells(" stops: ");
    }

    /** For example {@code train 17}. */
    Optional<String> steps() {
      Matcher steps = STEPS.matcher(text);
      return steps.find() ? Optional.of(steps.group(1) + " " + steps.group(2)) : Optional.empty();
    }
  }

  static RunLog of(StandaloneCluster cluster) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (Path file : cluster.logs()) {
      for (String text : Files.readAllLines(file)) {
        Matcher line = LINE.matcher(text);
        if (line.matches()) {
          lines.add(
              new Line(file, LocalDateTime.parse(line.group(1)), line.group(2), line.group(3)));
        }
      }
    }
    lines.sort((one, other) -> one.time().compareTo(other.time())); // stable within a file
    return new RunLog(lines);
  }

  /** The start lines of the attempts that were active on a worker at a time. */
  List<Line> activeOn(String worker, LocalDateTime time) {
    return lines.stream()
        .filter(line -> isOf(worker, line) && line.tells(" starts"))
        .filter(line -> line.time().isBefore(time))
        .filter(
            start ->
                attempt(start).noneMatch(line -> line.endsAttempt() && line.time().isBefore(time)))
        .toList();
  }

  /** The lines of an attempt from its start to its end. */
  Stream<Line> attempt(Line start) {
    List<Line> its = new ArrayList<>();
    boolean begun = false;
    for (Line line : lines) {
      begun |= line.equals(start);
      if (begun && line.file().equals(start.file()) && line.key().equals(start.key())) {
        if (line.endsAttempt()) {
          its.add(line);
          break;
        }
        if (!line.equals(start) && line.tells(" starts")) {
          break;
        }
        its.add(line);
      }
    }
    return its.stream();
  }

  /** The last checkpoint that an attempt took; empty if it took none. */
  Optional<Line> lastSaved(Line start) {
    return attempt(start).filter(line -> line.tells(" is saved after ")).reduce((a, b) -> b);
  }

  /** The checkpoints from which an attempt resumed, one for each phase. */
  List<Line> resumed(Line start) {
    return attempt(start)
        .filter(line -> line.tells(" resumes after "))
        .filter(line -> line.tells(" steps"))
        .toList();
  }

  /** The start of the next attempt at a run after a time; empty if there is none. */
  Optional<Line> next(String key, LocalDateTime after) {
    return lines.stream()
        .filter(line -> line.key().equals(key) && line.tells(" starts"))
        .filter(line -> line.time().isAfter(after))
        .findFirst();
  }

  private static boolean isOf(String worker, Line line) {
    String folder = worker.replace("worker-", "work-");
    return Stream.iterate(line.file(), path -> path != null, Path::getParent)
        .anyMatch(path -> path.endsWith(folder));
  }
}
