package io.espalier.jobs;

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

/**
 * What executors have told of their runs, where a checkpoint is written before an epoch is told of.
 *
 * @param attempts each one's lines in their order
 */
record ToldEpochs(List<List<Line>> attempts) {
  private static final Pattern LINE =
      Pattern.compile("(\\S+) RunWatch: (\\w+) attempt (\\d+) (begins|goes on .*|ended (\\S+) .*)");

  /**
   * @param phase of the epoch that ended; null where the attempt only read what there was
   */
  record Line(LocalDateTime time, String key, String attempt, String text, String phase) {
    private boolean tellsOfSame(Line other) {
      return phase != null && key.equals(other.key) && text.equals(other.text);
    }
  }

  /** From logs with lines of {@code %d{yyyy-MM-dd'T'HH:mm:ss.SSS} %c{1}: %msg%n}. */
  static ToldEpochs in(Collection<Path> logs) throws IOException {
    List<List<Line>> attempts = new ArrayList<>();
    for (Path log : logs) {
      // One executor never makes two attempts of one number at once, but two executors may.
      List<List<Line>> here = new ArrayList<>();
      for (String text : Files.readAllLines(log)) {
        Matcher matcher = LINE.matcher(text);
        if (matcher.matches()) {
          add(here, line(matcher));
        }
      }
      attempts.addAll(here);
    }
    return new ToldEpochs(attempts);
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

  /** How many epochs were told of. */
  long count() {
    return attempts.stream().flatMap(List::stream).filter(line -> line.phase() != null).count();
  }

  /**
   * Epochs that were made by an attempt that could have had them from a checkpoint: it read what
   * there was after another attempt had told of them. An executor outlives its driver for a moment,
   * and one that its worker's death has cut off computes to the end: of two attempts at once,
   * neither can know what the other will have made.
   */
  List<String> madeInVain() {
    List<String> found = new ArrayList<>();
    for (List<Line> attempt : attempts) {
      for (int i = 0; i < attempt.size(); i++) {
        Line told = attempt.get(i);
        LocalDateTime looked = lookedForCheckpoint(attempt, i);
        attempts.stream()
            .filter(other -> other != attempt)
            .flatMap(List::stream)
            .filter(told::tellsOfSame)
            .filter(earlier -> earlier.time().isBefore(looked))
            .forEach(
                earlier ->
                    found.add(
                        "%s %s: attempt %s at %s, again by attempt %s, which looked at %s"
                            .formatted(
                                told.key(),
                                told.text(),
                                earlier.attempt(),
                                earlier.time(),
                                told.attempt(),
                                looked)));
      }
    }
    return found;
  }

  /** Before a phase's first epoch: when the attempt began or went on, or ended the phase before. */
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
