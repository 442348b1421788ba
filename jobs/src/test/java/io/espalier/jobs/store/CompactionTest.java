// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {
  private static final List<RunRow> RUNS =
      IntStream.rangeClosed(1, 2).mapToObj(seed -> SampleRun.dense("", seed, 0.9).row()).toList();
  private static final Set<String> KEYS =
      new TreeSet<>(RUNS.stream().map(run -> run.identity().key()).toList());
  private static final String FIRST = RUNS.get(0).identity().key();

  @TempDir private Path folder;
  private WatchedFileSystem files;
  private ResultStore store;
  private int folders;

  @BeforeEach
  void open() throws IOException {
    files = WatchedFileSystem.shared();
    files.watchNoLonger();
    fill();
  }

  @AfterEach
  void watchNoLonger() {
    files.watchNoLonger();
  }

  @Test
  void compacted_runs_read_as_before_and_their_single_run_files_are_deleted() throws IOException {
    Compaction.Outcome outcome = Compaction.of(store);

    assertThat(outcome).isEqualTo(new Compaction.Outcome(2, 2, List.of()));
    assertEachOnce();
    assertThat(singleRunFiles()).isEmpty();
    assertThat(StoredRun.of(store, "none")).isEmpty();
    assertThat(Compaction.of(store)).isEqualTo(new Compaction.Outcome(0, 0, List.of()));
  }

  @Test
  void a_compaction_killed_at_any_step_keeps_each_run_once_and_the_next_one_completes_it()
      throws IOException {
    int steps = 0;
    for (boolean killed = true; killed; steps++) {
      fill();
      killed = killedBeforeWrite(steps);
      assertEachOnce();
      Compaction.of(store);
      assertEachOnce();
      assertThat(store.files(ResultTable.RUNS).singleRunFiles()).isEmpty();
      assertThat(store.files(ResultTable.FAILURES).singleRunFiles()).isEmpty();
    }
    assertThat(steps)
        .as("four compacted files, eight single-run files")
        .isGreaterThanOrEqualTo(4 + 8);
  }

  @Test
  void a_reader_sees_each_run_once_during_a_concurrent_compaction() throws IOException {
    overtakenAtEachStep(
        () -> {
          assertThat(store.doneKeys()).isEqualTo(KEYS);
          assertEachRowOnce();
          assertThat(StoredRun.of(store, FIRST)).contains(RUNS.get(0));
          assertThat(store.nextAttempt(FIRST)).isEqualTo(3);
        });
  }

  @Test
  void two_concurrent_compactions_keep_each_run_once() throws IOException {
    overtakenAtEachStep(() -> Compaction.of(store));
  }

  @Test
  void a_rerun_replaces_the_compacted_run_before_and_after_the_next_compaction()
      throws IOException {
    Compaction.of(store);
    RunRow again = SampleRun.dense("", 1, 0.8).row();
    write(again, 2);

    for (int round = 0; round < 2; round++) {
      assertThat(StoredRun.of(store, FIRST)).contains(again);
      assertThat(StoredRow.all(store.files(ResultTable.RUNS))).hasSize(2);
      assertThat(detailsOf(FIRST)).isEqualTo(2);
      Compaction.of(store);
    }
  }

  @Test
  void runs_are_read_by_key_from_compacted_and_single_run_files() throws IOException {
    Compaction.of(store);
    RunRow beside = SampleRun.dense("", 3, 0.7).row();
    write(beside, 1);

    assertThat(store.runs(Set.of(FIRST, beside.identity().key(), "none")))
        .containsExactlyInAnyOrder(RUNS.get(0), beside);
  }

  @Test
  void a_compacted_attempt_is_counted() throws IOException {
    Compaction.of(store);

    assertThat(store.nextAttempt(FIRST)).isEqualTo(3);
  }

  @Test
  void an_empty_file_is_not_a_result() throws IOException {
    Files.write(file("runs", FIRST), new byte[0]);

    assertThat(store.doneKeys()).hasSize(1).doesNotContain(FIRST);
    assertThat(Compaction.of(store).runs()).isEqualTo(1);
  }

  @Test
  void a_truncated_file_is_named_and_left_in_place() throws IOException {
    byte[] whole = Files.readAllBytes(file("runs", FIRST));
    Files.write(file("runs", FIRST), Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> store.files(ResultTable.RUNS).singleRunFile(FIRST))
        .isInstanceOf(BrokenRows.class)
        .hasMessageContaining("runs/" + FIRST + ".parquet (" + whole.length / 2 + " bytes): ")
        .hasMessageEndingWith(
            "; delete the file and rerun the sweep, or replace it with an intact copy");
    assertThat(StoredRow.all(store.files(ResultTable.RUNS))).hasSize(1);
    Compaction.Outcome outcome = Compaction.of(store);
    assertThat(outcome.runs()).isEqualTo(1);
    assertThat(outcome.left()).singleElement().asString().contains(FIRST);
    assertThat(singleRunFiles()).contains(file("runs", FIRST), file("epochs", FIRST));
  }

  @Test
  void a_run_with_unreadable_epochs_is_left_uncompacted_with_all_its_files() throws IOException {
    Files.write(file("epochs", FIRST), new byte[1000]);

    assertThat(Compaction.of(store).left()).singleElement().asString().contains("epochs/" + FIRST);
    assertThat(store.files(ResultTable.RUNS).singleRunFiles()).containsExactly(FIRST);
    assertThat(singleRunFiles()).contains(file("layers", FIRST));
  }

  @Test
  void a_run_whose_details_were_deleted_is_compacted_without_them() throws IOException {
    Files.delete(file("epochs", FIRST));

    assertThat(Compaction.of(store).runs()).isEqualTo(2);
    assertThat(store.doneKeys()).isEqualTo(KEYS);
  }

  @Test
  void a_row_in_the_file_of_another_run_is_an_error() throws IOException {
    Files.copy(file("runs", FIRST), file("runs", "other"));

    assertThatThrownBy(() -> store.files(ResultTable.RUNS).singleRunFile("other"))
        .hasMessageContaining("it holds a row of " + FIRST);
    assertThat(Compaction.of(store).runs()).isEqualTo(2);
    assertEachRowOnce();
  }

  /** A row type of a newer version, with a column that this version does not have. */
  record LayerOfTomorrow(String key, int layer, @Nullable String colour) {}

  @Test
  void a_file_with_unknown_columns_is_not_compacted() throws IOException {
    try (var out = Files.newOutputStream(file("layers", FIRST))) {
      new RowParquet<>(new RowType<>(LayerOfTomorrow.class))
          .write(List.of(new LayerOfTomorrow(FIRST, 0, "blue")), out);
    }

    assertThat(Compaction.of(store).left())
        .singleElement()
        .asString()
        .endsWith(
            FIRST
                + ".parquet: columns colour were written by a newer version; compact with that version");
    assertThat(file("layers", FIRST)).exists();
  }

  @Test
  void many_files_of_a_newer_version_are_one_message() {
    List<NewerRows> newer =
        Stream.of("/out/layers/b.parquet", "/out/runs/a.parquet", "/out/layers/a.parquet")
            .map(location -> new NewerRows(location, new TreeSet<>(Set.of("size", "colour"))))
            .toList();

    assertThat(NewerRows.messages(newer))
        .containsExactly(
            "Cannot compact /out/layers/a.parquet and 1 more: columns colour, size were written by a"
                + " newer version; compact with that version",
            "Cannot compact /out/runs/a.parquet: columns colour, size were written by a newer"
                + " version; compact with that version");
  }

  @Test
  void an_unreadable_compacted_file_is_an_error_so_that_its_runs_are_not_rerun()
      throws IOException {
    Compaction.of(store);
    Path compacted;
    try (Stream<Path> all = Files.list(folder.resolve(folders + "/compacted/runs"))) {
      compacted = all.findFirst().orElseThrow();
    }
    Files.write(compacted, new byte[100]);

    assertThatThrownBy(store::doneKeys)
        .isInstanceOf(BrokenRows.class)
        .hasMessageContaining(compacted.getFileName().toString());
    assertThatThrownBy(() -> StoredRow.all(store.files(ResultTable.RUNS)))
        .isInstanceOf(BrokenRows.class);
  }

  private interface Check {
    void run() throws IOException;
  }

  /** Repeats {@code check}, each time with a whole compaction before another of its operations. */
  private void overtakenAtEachStep(Check check) throws IOException {
    boolean overtaken = true;
    for (int step = 0; overtaken; step++) {
      fill();
      AtomicInteger left = new AtomicInteger(step);
      files.watch(
          (operation, path) -> {
            if (left.getAndDecrement() == 0) {
              Compaction.of(store);
            }
          });
      check.run();
      files.watchNoLonger();
      overtaken = left.get() < 0;
      assertEachOnce();
      assertThat(step).isLessThan(1000);
    }
  }

  /**
   * Kills a compaction before its write or deletion with this number; false if it has fewer and
   * completes.
   */
  private boolean killedBeforeWrite(int step) throws IOException {
    AtomicInteger left = new AtomicInteger(step);
    files.watch(
        (operation, path) -> {
          if (!operation.equals("list")
              && !operation.equals("open")
              && left.getAndDecrement() <= 0) {
            throw new IOException("killed");
          }
        });
    try {
      Compaction.of(store);
      return false;
    } catch (IOException e) {
      assertThat(e).hasMessage("killed");
      return true;
    } finally {
      files.watchNoLonger();
    }
  }

  private void assertEachOnce() throws IOException {
    assertThat(store.doneKeys()).isEqualTo(KEYS);
    assertEachRowOnce();
    for (RunRow run : RUNS) {
      assertThat(StoredRun.of(store, run.identity().key())).contains(run);
    }
    assertThat(detailsOf(FIRST)).isEqualTo(1);
    assertThat(StoredRow.all(store.files(ResultTable.FAILURES))).hasSize(2);
    assertThat(store.nextAttempt(FIRST)).isEqualTo(3);
  }

  private void assertEachRowOnce() throws IOException {
    assertThat(StoredRow.all(store.files(ResultTable.RUNS)))
        .extracting(row -> ResultTable.RUNS.type().row(row.values()))
        .containsExactlyInAnyOrderElementsOf(RUNS);
  }

  /** The number of the run's epochs in the file that belongs to the file of its row. */
  private int detailsOf(String key) throws IOException {
    TableFiles<EpochRow> epochs = store.files(ResultTable.EPOCHS);
    String file =
        StoredRow.all(store.files(ResultTable.RUNS)).stream()
            .filter(row -> ResultTable.RUNS.fileNameOf(row.values()).equals(key))
            .map(StoredRow::file)
            .findFirst()
            .orElseThrow();
    String name = file.substring(0, file.length() - ".parquet".length());
    return name.equals(key)
        ? epochs.singleRunFile(key).orElseThrow().size()
        : (int)
            epochs.compactedFile(name).stream()
                .filter(row -> ResultTable.EPOCHS.fileNameOf(row).equals(key))
                .count();
  }

  /** Writes two runs and two failures to a new folder. */
  private void fill() throws IOException {
    folders++;
    store =
        new ResultStore(
            WatchedFileSystem.root(folder.resolve(String.valueOf(folders))),
            WatchedFileSystem.configuration());
    for (RunRow run : RUNS) {
      write(run, 1);
    }
    for (int attempt = 1; attempt <= 2; attempt++) {
      store.writeFailure(
          new FailureRow(RUNS.get(0).identity(), attempt, "OOM", "out of memory", "h", "1", 5));
    }
  }

  private void write(RunRow run, int epochs) throws IOException {
    String key = run.identity().key();
    store.write(
        run,
        IntStream.rangeClosed(1, epochs)
            .mapToObj(epoch -> new EpochRow(key, "train", epoch, epochs, 1, 2.3, 2.2, 0.2, 3))
            .toList(),
        List.of(new LayerRow(key, 0, "stem", "16x3x3x3", 432, 432, null, null)));
  }

  private Path file(String table, String name) {
    return folder.resolve(folders + "/" + table + "/" + name + ".parquet");
  }

  private List<Path> singleRunFiles() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String table : List.of("runs", "epochs", "layers", "failures")) {
      try (Stream<Path> all = Files.list(folder.resolve(folders + "/" + table))) {
        all.forEach(found::add);
      }
    }
    return found;
  }
}
