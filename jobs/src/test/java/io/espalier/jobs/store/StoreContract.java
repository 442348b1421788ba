// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.storage.ParallelMap;
import io.espalier.pruning.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What results need from a store, tested on a real one. */
abstract class StoreContract {
  private static final RunRow RUN = SampleRun.dense("", 1, 0.9).row();
  private static final String KEY = RUN.identity().key();
  private static final int MORE_THAN_A_PAGE = 1_100;

  private final String folder = UUID.randomUUID().toString();

  abstract Configuration configuration();

  /** An existing folder on the store. */
  abstract String root();

  /** Creates single-run files. */
  void fill(String below, List<String> names) throws IOException {
    HadoopStorage storage = storage();
    try (ParallelMap many = ParallelMap.forIo()) {
      many.each(
          names,
          name -> {
            storage.create(Storage.in(below, name), out -> out.write(1));
            return name;
          });
    }
  }

  private String out() {
    return root() + "/" + folder;
  }

  private ResultStore store() {
    return new ResultStore(out(), configuration());
  }

  private HadoopStorage storage() {
    return new HadoopStorage(configuration());
  }

  @AfterEach
  void clear() throws IOException {
    storage().delete(out());
  }

  @Test
  void a_run_reads_back_as_written_and_as_rewritten() throws IOException {
    store().checkWritable();
    assertThat(store().doneKeys()).isEmpty();
    write(RUN);
    RunRow again = SampleRun.dense("", 1, 0.8).row();
    write(again);

    assertThat(store().doneKeys()).containsExactly(KEY);
    assertThat(StoredRun.of(store(), KEY)).contains(again);
  }

  @Test
  void artifacts_are_listed_opened_and_replaced() throws IOException {
    String artifact = Storage.in(store().artifacts(KEY), "state.safetensors");
    byte[] large = new byte[3_000_000];
    storage().create(artifact, out -> out.write("old".getBytes(UTF_8)));
    storage().create(artifact, out -> out.write(large));

    assertThat(storage().lengths(store().artifacts(KEY)))
        .isEqualTo(Map.of("state.safetensors", (long) large.length));
    assertThat(storage().folders(out() + "/artifacts")).containsExactly(KEY);
    try (InputStream in = storage().open(artifact)) {
      assertThat(in.readAllBytes()).isEqualTo(large);
    }
    storage().delete(store().artifacts(KEY));
    assertThat(storage().list(store().artifacts(KEY))).isEmpty();
    assertThatThrownBy(() -> storage().open(artifact)).isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void a_writer_that_fails_leaves_the_previous_files() throws IOException {
    String file = out() + "/x";
    storage().create(file, out -> out.write("old".getBytes(UTF_8)));

    for (String name : List.of("/x", "/y")) {
      assertThatThrownBy(
              () ->
                  storage()
                      .create(
                          out() + name,
                          out -> {
                            out.write(new byte[1_000_000]);
                            throw new IOException("No space left on device");
                          }))
          .hasMessageContaining("No space left on device");
    }

    assertThat(storage().lengths(out())).isEqualTo(Map.of("x", 3L));
  }

  @Test
  void a_failure_neither_blocks_nor_replaces_a_success() throws IOException {
    FailureRow failure = new FailureRow(RUN.identity(), 1, "OOM", "out of memory", "h", "1", 5);
    store().writeFailure(failure);
    assertThat(store().doneKeys()).isEmpty();
    write(RUN);
    store().writeFailure(new FailureRow(RUN.identity(), 2, "LOST", "gone", "h", "1", 5));

    assertThat(StoredRun.of(store(), KEY)).contains(RUN);
    assertThat(store().nextAttempt(KEY)).isEqualTo(3);
  }

  @Test
  void a_listing_of_more_than_one_page_is_complete() throws IOException {
    fill(out() + "/runs", IntStream.range(0, MORE_THAN_A_PAGE).mapToObj(i -> "f" + i).toList());

    assertThat(storage().list(out() + "/runs")).hasSize(MORE_THAN_A_PAGE);
  }

  @Test
  void spark_reads_runs_and_details_before_and_after_they_are_compacted() throws IOException {
    write(RUN);
    RunRow other = SampleRun.dense("", 2, 0.5).row();
    write(other);
    storage().create(out() + "/runs/cut.parquet", out -> out.write(new byte[500]));
    storage().create(out() + "/runs/empty.parquet", out -> {});
    SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 1)
            .getOrCreate();
    try {
      configuration()
          .forEach(e -> spark.sparkContext().hadoopConfiguration().set(e.getKey(), e.getValue()));
      assertShown(spark);
      Compaction.Outcome outcome = Compaction.of(store());
      assertThat(outcome.runs()).isEqualTo(2);
      assertThat(outcome.left()).singleElement().asString().contains("runs/cut.parquet");
      assertShown(spark);
      write(other);
      assertShown(spark);
    } finally {
      spark.stop();
    }
    assertThat(store().doneKeys()).containsExactlyInAnyOrder(KEY, other.identity().key(), "cut");
  }

  private void assertShown(SparkSession spark) throws IOException {
    Tables.register(spark, store());
    assertThat(spark.sql("select sum(accuracy) from runs").first().getDouble(0)).isEqualTo(1.4);
    assertThat(spark.table("epochs").count()).isEqualTo(2);
    assertThat(spark.table("layers").count()).isEqualTo(2);
  }

  private void write(RunRow run) throws IOException {
    String key = run.identity().key();
    store()
        .write(
            run,
            List.of(new EpochRow(key, "train", 1, 1, 1, 2.3, 2.2, 0.2, 3)),
            List.of(new LayerRow(key, 0, "stem", "16x3x3x3", 432, 432, null, null)));
  }
}
