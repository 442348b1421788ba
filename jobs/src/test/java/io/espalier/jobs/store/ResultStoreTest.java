// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultStoreTest {
  private static final RunRow RUN = SampleRun.dense("", 1, 0.9).row();
  private static final String KEY = RUN.identity().key();
  private static final List<EpochRow> EPOCHS =
      List.of(new EpochRow(KEY, "train", 1, 1, 1, 2.3, 2.2, 0.2, 3));
  private static final List<LayerRow> LAYERS =
      List.of(new LayerRow(KEY, 0, "stem", "16x3x3x3", 432, 432, null, null));

  @TempDir Path root;
  private ResultStore store;

  @BeforeEach
  void open() {
    store = new ResultStore(root.toString(), new Configuration());
  }

  @Test
  void a_run_is_done_after_it_is_written() throws IOException {
    assertThat(store.doneKeys()).isEmpty();
    assertThat(StoredRun.of(store, KEY)).isEmpty();

    store.write(RUN, EPOCHS, LAYERS);

    assertThat(store.doneKeys()).containsExactly(KEY);
    assertThat(StoredRun.of(store, KEY)).contains(RUN);
    assertThat(filesBelow(root))
        .containsExactlyInAnyOrder(
            "runs/" + KEY + ".parquet", "epochs/" + KEY + ".parquet", "layers/" + KEY + ".parquet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"epochs", "layers"})
  void a_run_whose_details_cannot_be_written_is_not_done(String details) throws IOException {
    Files.createFile(root.resolve(details)); // where the folder should be

    assertThatThrownBy(() -> store.write(RUN, EPOCHS, LAYERS)).isInstanceOf(IOException.class);

    assertThat(store.doneKeys()).isEmpty();
  }

  @Test
  void writing_a_run_twice_writes_the_same_files() throws IOException {
    store.write(RUN, EPOCHS, LAYERS);
    store.write(RUN, EPOCHS, LAYERS);

    assertThat(filesBelow(root)).hasSize(3);
    assertThat(StoredRun.of(store, KEY)).contains(RUN);
  }

  @Test
  void details_of_another_run_are_rejected_before_anything_is_written() throws IOException {
    List<LayerRow> others = List.of(new LayerRow("other", 0, "stem", "3", 3, 3, null, null));

    assertThatThrownBy(() -> store.write(RUN, EPOCHS, others))
        .hasMessage("Invalid key: other, must be the run's, " + KEY);

    assertThat(filesBelow(root)).isEmpty();
  }

  @Test
  void a_failure_does_not_change_whether_a_run_is_done() throws IOException {
    store.writeFailure(failure(KEY, 1));
    assertThat(store.doneKeys()).isEmpty();

    store.write(RUN, EPOCHS, LAYERS);
    store.writeFailure(failure(KEY, 2));

    assertThat(store.doneKeys()).containsExactly(KEY);
    assertThat(StoredRun.of(store, KEY)).contains(RUN);
  }

  @Test
  void attempts_are_counted_from_the_last_failure_of_the_same_key() throws IOException {
    assertThat(store.nextAttempt("k")).isEqualTo(1);

    store.writeFailure(failure("k", 2));
    store.writeFailure(failure("k", 10));
    store.writeFailure(failure("kk", 20));
    store.writeFailure(failure("k-7", 30));

    assertThat(store.nextAttempt("k")).isEqualTo(11);
    assertThat(store.nextAttempt("k-7")).isEqualTo(31);
  }

  @Test
  void only_parquet_files_of_runs_are_done() throws IOException {
    Files.createDirectories(root.resolve("runs"));
    Files.createFile(root.resolve("runs/_SUCCESS"));
    Files.createFile(root.resolve("runs/.k.parquet.crc"));

    assertThat(store.doneKeys()).isEmpty();
  }

  @Test
  void checking_a_writable_folder_leaves_it_unchanged() throws IOException {
    store.checkWritable();

    assertThat(filesBelow(root)).isEmpty();
  }

  @Test
  void a_folder_that_is_not_writable_is_named() throws IOException {
    Path file = Files.createFile(root.resolve("file"));
    ResultStore below = new ResultStore(file + "/out", new Configuration());

    assertThatThrownBy(below::checkWritable)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot write to " + file + "/out: ");

    ResultStore nowhere = new ResultStore("nowhere://bucket/out", new Configuration());
    assertThatThrownBy(nowhere::checkWritable)
        .hasMessageStartingWith("Cannot write to nowhere://bucket/out: ")
        .hasMessageContaining("No FileSystem for scheme");
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs", "epochs", "layers", "failures", "artifacts"})
  void a_part_of_the_results_that_is_not_writable_is_named(String part) throws IOException {
    Path file = Files.createFile(root.resolve(part));

    assertThatThrownBy(store::checkWritable)
        .hasMessage("Cannot write to %s: %s is a file, must be a folder".formatted(file, file));
  }

  @Test
  void artifacts_have_one_folder_per_run() {
    assertThat(new ResultStore("s3a://b/out/", new Configuration()).artifacts("k"))
        .isEqualTo("s3a://b/out/artifacts/k");
  }

  @Test
  void only_a_relative_local_folder_of_artifacts_becomes_absolute() {
    Configuration elsewhere = new Configuration();
    elsewhere.set("fs.defaultFS", "hdfs://name:8020");

    assertThat(new ResultStore("out", new Configuration()).artifacts("k"))
        .isEqualTo(Path.of("out/artifacts/k").toAbsolutePath().toString());
    assertThat(new ResultStore("runs:", new Configuration()).artifacts("k"))
        .as("no scheme, so that runs:/artifacts is none either")
        .isEqualTo(Path.of("runs:/artifacts/k").toAbsolutePath().toString());
    assertThat(new ResultStore("out", elsewhere).artifacts("k")).isEqualTo("out/artifacts/k");
  }

  private static FailureRow failure(String key, int attempt) {
    RunIdentity id = RUN.identity();
    RunIdentity named =
        new RunIdentity(
            key,
            id.dataset(),
            id.datasetFingerprint(),
            id.model(),
            id.structure(),
            id.method(),
            id.variant(),
            id.setting(),
            null,
            id.settings(),
            id.seed(),
            0,
            null,
            null);
    return new FailureRow(named, attempt, "OOM", "out of memory", "host", "1", 5);
  }

  private static List<String> filesBelow(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .toList();
    }
  }
}
