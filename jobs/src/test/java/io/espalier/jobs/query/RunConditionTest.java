// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunConditionTest {
  private static final SampleRun DENSE = SampleRun.dense("", 1, 0.91);
  private static final RunRow HALF = DENSE.pruned("bip", "", 0.5, 0.9125).row();
  private static final RunRow MOST = DENSE.pruned("bip", "", 0.9, 0.9).row();

  @TempDir static Path folder;
  private static SparkSession spark;
  private static ResultQueries results;

  @BeforeAll
  static void results() throws IOException {
    spark =
        SparkSession.builder().master("local[1]").config("spark.ui.enabled", false).getOrCreate();
    ResultStore store = new ResultStore(folder.toString(), new Configuration());
    for (RunRow row : List.of(DENSE.row(), HALF, MOST)) {
      store.write(row, List.of(), List.of());
    }
    results = ResultQueries.on(spark, store);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void it_chooses_the_runs_for_which_it_is_true_in_ascending_order() throws IOException {
    assertThat(new RunCondition("method = 'bip' or false -- all of them").keys(results))
        .containsExactlyElementsOf(List.of(key(HALF), key(MOST)).stream().sorted().toList());
    assertThat(new RunCondition("sparsity > 0.8").keys(results)).containsExactly(key(MOST));
  }

  @Test
  void a_condition_that_is_true_for_no_run_is_told() {
    assertThatThrownBy(() -> new RunCondition("seed > 7").keys(results))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot find runs: none of the finished runs has \"seed > 7\"");
  }

  @Test
  void invalid_sql_is_told_before_a_session_starts() {
    assertThatThrownBy(() -> new RunCondition("seed > ")).isInstanceOf(InvalidQuery.class);
  }

  @Test
  void an_unknown_column_is_told() {
    RunCondition condition = new RunCondition("speed > 7");

    assertThatThrownBy(() -> condition.keys(results))
        .isInstanceOf(InvalidQuery.class)
        .hasMessageContaining("speed");
  }

  private static String key(RunRow row) {
    return row.identity().key();
  }
}
