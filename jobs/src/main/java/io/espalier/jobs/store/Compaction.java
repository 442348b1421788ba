// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.jobs.storage.ParallelMap;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rewrites single-run files as a few larger compacted files. For each 10,000 runs, the epochs and
 * the layers are written as one file each, then the rows as a third file, which commits the other
 * two; then the single-run files of the rows are deleted, and those of the details last. {@link
 * TableFiles} explains why readers see each run exactly once at any time, also after a crash; the
 * next compaction finishes the work.
 *
 * <p>Compactions are safe during sweeps and other compactions: files that are added in the meantime
 * are compacted the next time, and two compactions of the same files write the same rows. A run
 * that is rerun at the moment at which its older file is deleted keeps its older row, which has the
 * same result.
 */
public final class Compaction {
  /** Number of single-run files in a table above which a sweep compacts by itself. */
  static final int MAX_SINGLE_RUN_FILES = 5_000;

  private static final int MAX_FILES_PER_COMPACTED_FILE = 10_000;

  /** Number of runs whose details are held in memory at a time. */
  private static final int FILES_PER_BATCH = 256;

  /** The format of names of compacted files, which sort by time of creation. */
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final ResultStore store;
  private final ParallelMap many;
  private final Queue<String> broken = new ConcurrentLinkedQueue<>();
  private final Queue<NewerRows> newer = new ConcurrentLinkedQueue<>();

  /**
   * The result of a compaction.
   *
   * @param runs number of runs compacted
   * @param failures number of failed attempts compacted
   * @param left the problems of the single-run files that were not compacted
   */
  public record Outcome(int runs, int failures, List<String> left) {
    public Outcome {
      left = List.copyOf(left);
    }

    /** A summary, and a line for each problem. */
    public String text() {
      String done =
          String.format(
              Locale.ROOT,
              "Compacted the files of %,d runs and %,d failed attempts",
              runs,
              failures);
      return Stream.concat(Stream.of(done), left.stream().map("Skipping file: "::concat))
          .collect(Collectors.joining(System.lineSeparator()));
    }
  }

  private Compaction(ResultStore store, ParallelMap many) {
    this.store = store;
    this.many = many;
  }

  /** Compacts when one of the tables has more than 5,000 single-run files. */
  public static Optional<Outcome> ofMany(ResultStore store) throws IOException {
    boolean many =
        store.files(ResultTable.RUNS).singleRunFiles().size() > MAX_SINGLE_RUN_FILES
            || store.files(ResultTable.FAILURES).singleRunFiles().size() > MAX_SINGLE_RUN_FILES;
    return many ? Optional.of(of(store)) : Optional.empty();
  }

  /** Compacts all single-run files that exist at the start. */
  public static Outcome of(ResultStore store) throws IOException {
    try (ParallelMap many = ParallelMap.forIo()) {
      Compaction compaction = new Compaction(store, many);
      int runs = compaction.compact(ResultTable.EPOCHS, ResultTable.LAYERS, ResultTable.RUNS);
      int failures = compaction.compact(ResultTable.FAILURES);
      return new Outcome(runs, failures, compaction.left());
    }
  }

  private List<String> left() {
    return Stream.concat(broken.stream(), NewerRows.messages(newer).stream()).toList();
  }

  /**
   * Compacts tables whose single-run files have the same names.
   *
   * @param tables the last one commits the others
   * @return number of names compacted
   */
  private int compact(ResultTable<?>... tables) throws IOException {
    List<TableFiles<?>> files = Arrays.stream(tables).<TableFiles<?>>map(store::files).toList();
    TableFiles<?> commit = files.get(files.size() - 1);
    List<String> names = commit.singleRunFiles();
    int compacted = 0;
    for (int start = 0; start < names.size(); start += MAX_FILES_PER_COMPACTED_FILE) {
      List<String> some =
          names.subList(start, Math.min(names.size(), start + MAX_FILES_PER_COMPACTED_FILE));
      String file = NAME.format(Instant.now()) + "-" + UUID.randomUUID();
      for (TableFiles<?> table : files) {
        some = written(table, some, file);
      }
      // Deletes only what can be read back.
      List<String> read = commit.replacedBy(file);
      deleteSingleRunFile(commit, read);
      for (TableFiles<?> details : files.subList(0, files.size() - 1)) {
        deleteSingleRunFile(details, read);
      }
      compacted += read.size();
    }
    return compacted;
  }

  /**
   * Writes the rows of the single-run files with these names as one compacted file.
   *
   * @return the names, except those of files that cannot be compacted
   */
  private List<String> written(TableFiles<?> files, List<String> names, String file)
      throws IOException {
    List<String> whole = new ArrayList<>();
    files.createCompactedFile(
        file,
        sink -> {
          for (int start = 0; start < names.size(); start += FILES_PER_BATCH) {
            List<String> some =
                names.subList(start, Math.min(names.size(), start + FILES_PER_BATCH));
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

  /** Empty when the file cannot be compacted; an empty list when the file does not exist. */
  private Optional<List<List<Object>>> readable(TableFiles<?> files, String name)
      throws IOException {
    try {
      return Optional.of(files.compactable(name).orElse(List.of()));
    } catch (BrokenRows e) {
      broken.add(e.getMessage());
      return Optional.empty();
    } catch (NewerRows e) {
      newer.add(e);
      return Optional.empty();
    }
  }

  private void deleteSingleRunFile(TableFiles<?> files, List<String> names) throws IOException {
    many.each(
        names,
        name -> {
          files.deleteSingleRunFile(name);
          return name;
        });
  }
}
