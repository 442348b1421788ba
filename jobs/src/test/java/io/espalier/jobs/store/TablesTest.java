// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesTest {
  private static SparkSession spark;

  @TempDir Path root;
  private ResultStore store;

  /** Columns of {@link LayerRow} as an older release might have had them. */
  record OlderLayer(String key, int layer, String name) {}

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 1)
            .getOrCreate();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @BeforeEach
  void open() {
    store = new ResultStore(root.toString(), new Configuration());
  }

  @Test
  void views_of_an_empty_folder_have_columns_and_no_rows() throws IOException {
    Tables.register(spark, store);

    for (String view : List.of("runs", "epochs", "layers", "failures")) {
      assertThat(spark.table(view).count()).as(view).isZero();
    }
    assertThat(spark.table("runs").columns()).contains("key", "accuracy", "git_commit");
    assertThat(spark.table("epochs").columns()).contains("test_accuracy");
  }

  @Test
  void views_show_the_written_rows() throws IOException {
    RunRow run = SampleRun.dense("", 1, 0.9).pruned("imp", "", 0.2, 0.875).row();
    String key = run.identity().key();
    store.write(
        run,
        List.of(new EpochRow(key, "train", 1, 1, 1, 2.3, null, 0.5, 3)),
        List.of(new LayerRow(key, 0, "stem", "16x3x3x3", 432, 40, null, null)));
    store.writeFailure(new FailureRow(run.identity(), 1, "OOM", "out of memory", "h", "1", 5));

    Tables.register(spark, store);

    assertThat(one("select key, accuracy, sparsity_target, kept, git_commit from runs"))
        .hasToString("[" + key + ",0.875,0.2,800000,null]");
    assertThat(one("select test_loss, test_accuracy from epochs")).hasToString("[null,0.5]");
    assertThat(one("select name, kept from layers")).hasToString("[stem,40]");
    assertThat(one("select kind, method, attempt from failures")).hasToString("[OOM,imp,1]");
  }

  @Test
  void details_without_a_run_row_are_not_shown() throws IOException {
    RunRow run = SampleRun.dense("", 1, 0.9).row();
    String key = run.identity().key();
    store.write(
        run,
        List.of(new EpochRow(key, "train", 1, 1, 1, 2.3, null, 0.5, 3)),
        List.of(new LayerRow(key, 0, "stem", "16x3x3x3", 432, 40, null, null)));
    Files.delete(root.resolve("runs/" + key + ".parquet"));

    Tables.register(spark, store);

    assertThat(spark.table("epochs").count()).isZero();
    assertThat(spark.table("layers").count()).isZero();
  }

  @Test
  void a_column_that_an_older_file_lacks_is_null() throws IOException {
    RunRow run = SampleRun.dense("", 1, 0.9).row();
    String key = run.identity().key();
    RunRow other = SampleRun.dense("", 2, 0.9).row();
    String older = other.identity().key();
    store.write(
        run, List.of(), List.of(new LayerRow(key, 0, "stem", "16x3x3x3", 432, 40, null, null)));
    store.write(other, List.of(), List.of());
    try (OutputStream out = Files.newOutputStream(root.resolve("layers/" + older + ".parquet"))) {
      new RowParquet<>(new RowType<>(OlderLayer.class))
          .write(List.of(new OlderLayer(older, 1, "classifier")), out);
    }

    Tables.register(spark, store);

    assertThat(
            spark
                .sql("select layer, name, shape, kept from layers order by layer")
                .collectAsList()
                .toString())
        .isEqualTo("[[0,stem,16x3x3x3,40], [1,classifier,null,null]]");
  }

  @Test
  void compacted_runs_whose_single_run_files_remain_are_shown_once_with_their_details()
      throws IOException {
    Map<Path, byte[]> small = new HashMap<>();
    for (long seed = 1; seed <= 2; seed++) {
      RunRow run = SampleRun.dense("", seed, 0.9).row();
      String key = run.identity().key();
      store.write(
          run,
          List.of(new EpochRow(key, "train", 1, 1, 1, 2.3, null, 0.5, 3)),
          List.of(new LayerRow(key, 0, "stem", "16x3x3x3", 432, 40, null, null)));
      for (String table : List.of("runs", "epochs", "layers")) {
        Path file = root.resolve(table + "/" + key + ".parquet");
        small.put(file, Files.readAllBytes(file));
      }
    }
    Compaction.of(store);
    assertShown(2);

    // As if the compaction had been killed before it deleted these files.
    for (Map.Entry<Path, byte[]> file : small.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
    assertShown(2);
    Compaction.of(store);
    assertShown(2);
  }

  private void assertShown(int runs) throws IOException {
    Tables.register(spark, store);
    for (String view : List.of("runs", "epochs", "layers")) {
      assertThat(spark.table(view).count()).as(view).isEqualTo(runs);
    }
    assertThat(spark.table("runs").columns()).doesNotContain("_file");
  }

  private static Row one(String sql) {
    List<Row> rows = spark.sql(sql).collectAsList();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }
}
