package io.espalier.jobs.store;

import io.espalier.jobs.storage.ParallelMap;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Folds small files of rows into few larger ones. For each 10,000 runs: their epochs and layers are
 * written as one file each, then their rows as a third, which makes the fold count; then the runs'
 * small files are deleted, and those of their details last. {@link TableFiles} says why readers see
 * each run exactly once meanwhile, wherever this ends early; what is left then is folded again the
 * next time.
 *
 * <p>Safe beside sweeps and other compactions: what they add is folded the next time, and what two
 * of them fold is the same. A run made again at the very moment at which its older file is deleted
 * keeps its older row, which has the same result.
 */
public final class Compaction {
  /** More small files than this are worth folding. */
  static final int MANY = 5_000;

  private static final int FILES_A_FOLD = 10_000;

  /** Details of so many runs are in memory at a time. */
  private static final int FILES_AT_A_TIME = 256;

  /** Sorts by time. */
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS").withZone(ZoneOffset.UTC);

  private final ResultStore store;
  private final ParallelMap many;
  private final Queue<String> left = new ConcurrentLinkedQueue<>();

  /**
   * What a compaction did.
   *
   * @param runs that were folded
   * @param failures failed attempts that were folded
   * @param left what is wrong with each small file that was left as it is
   */
  public record Outcome(int runs, int failures, List<String> left) {
    public Outcome {
      left = List.copyOf(left);
    }

    /** What was done, and a line for each file that was left. */
    public String text() {
      String done =
          "Folded the files of %,d runs and of %,d failed attempts".formatted(runs, failures);
      return Stream.concat(Stream.of(done), left.stream().map("Left as it is: "::concat))
          .collect(Collectors.joining(System.lineSeparator()));
    }
  }

  private Compaction(ResultStore store, ParallelMap many) {
    this.store = store;
    this.many = many;
  }

  /** Folds all small files where one of the tables has more than 5,000 of them. */
  public static Optional<Outcome> ofMany(ResultStore store) throws IOException {
    boolean many =
        store.files(ResultTable.RUNS).small().size() > MANY
            || store.files(ResultTable.FAILURES).small().size() > MANY;
    return many ? Optional.of(of(store)) : Optional.empty();
  }

  /** Folds all small files that there are when it begins. */
  public static Outcome of(ResultStore store) throws IOException {
    try (ParallelMap many = ParallelMap.waiting()) {
      Compaction compaction = new Compaction(store, many);
      int runs = compaction.fold(ResultTable.EPOCHS, ResultTable.LAYERS, ResultTable.RUNS);
      int failures = compaction.fold(ResultTable.FAILURES);
      return new Outcome(runs, failures, List.copyOf(compaction.left));
    }
  }

  /**
   * Folds tables whose small files go by the same names.
   *
   * @param tables the last is the one whose rows make the others' count
   * @return how many names were folded
   */
  private int fold(ResultTable<?>... tables) throws IOException {
    List<TableFiles<?>> files = Arrays.stream(tables).<TableFiles<?>>map(store::files).toList();
    TableFiles<?> commit = files.get(files.size() - 1);
    List<String> names = commit.small();
    int folded = 0;
    for (int start = 0; start < names.size(); start += FILES_A_FOLD) {
      List<String> some = names.subList(start, Math.min(names.size(), start + FILES_A_FOLD));
      String fold = NAME.format(Instant.now()) + "-" + UUID.randomUUID();
      for (TableFiles<?> table : files) {
        some = written(table, some, fold);
      }
      // What can be read back, and nothing else, is deleted.
      List<String> read = commit.foldedIn(fold);
      deleteSmall(commit, read);
      for (TableFiles<?> details : files.subList(0, files.size() - 1)) {
        deleteSmall(details, read);
      }
      folded += read.size();
    }
    return folded;
  }

  /**
   * Writes the rows of all small files with these names as one fold.
   *
   * @return the names without those of files that cannot be folded
   */
  private List<String> written(TableFiles<?> files, List<String> names, String fold)
      throws IOException {
    List<String> whole = new ArrayList<>();
    files.createFold(
        fold,
        sink -> {
          for (int start = 0; start < names.size(); start += FILES_AT_A_TIME) {
            List<String> some =
                names.subList(start, Math.min(names.size(), start + FILES_AT_A_TIME));
            List<Optional<List<List<Object>>>> rows =
                many.each(some, name -> readable(files, name));
            for (int i = 0; i < some.size(); i++) {
              if (rows.get(i).isPresent()) {
                whole.add(some.get(i));
                for (List<Object> values : rows.get(i).get()) {
                  sink.write(values);
                }
              }
            }
          }
        });
    return whole;
  }

  /** Empty when the file cannot be folded; no rows when there is none, or no longer. */
  private Optional<List<List<Object>>> readable(TableFiles<?> files, String name)
      throws IOException {
    try {
      return Optional.of(files.foldable(name).orElse(List.of()));
    } catch (BrokenRows | NewerRows e) {
      left.add(e.getMessage());
      return Optional.empty();
    }
  }

  private void deleteSmall(TableFiles<?> files, List<String> names) throws IOException {
    many.each(
        names,
        name -> {
          files.deleteSmall(name);
          return name;
        });
  }
}
