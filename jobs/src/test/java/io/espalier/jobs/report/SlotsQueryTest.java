// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/**
 * The shipped query, on four runs in two slots, one of which is idle for two seconds between its
 * runs.
 */
class SlotsQueryTest {
  /**
   * Slot one is busy from 0 to 10 and from 10 to 18, slot two from 0 to 8 and, after 2 idle
   * seconds, from 10 to 20: 36 of 2 · 20 seconds. The first two runs take 9.5 seconds on average,
   * the others 8.5.
   */
  private static final String RUNS =
      """
      select 'h' as host, 'driver' as executor, t.* from values
        (0L, 10000L, 11D), (0L, 8000L, 8D), (10000L, 18000L, 8D), (10000L, 20000L, 9D)
        as t(started_at, finished_at, wall_seconds)
      """;

  @Test
  void busy_percent_is_the_time_of_runs_divided_by_the_time_of_all_slots() throws IOException {
    String query = Files.readString(Path.of("../docs/slots.sql"));
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 1)
            .getOrCreate()) {
      spark.sql(RUNS).createOrReplaceTempView("runs");

      Row row = spark.sql(query).first();

      assertThat(row.<Long>getAs("runs")).isEqualTo(4);
      assertThat(row.<Long>getAs("slots")).isEqualTo(2);
      assertThat(((Number) row.getAs("seconds")).doubleValue()).isEqualTo(20);
      assertThat(((Number) row.getAs("busy_percent")).doubleValue()).isEqualTo(90);
      assertThat(row.<Double>getAs("run_seconds")).isEqualTo(8.5);
      assertThat(row.<Double>getAs("warm_up_seconds")).as("9.5 - 8.5").isEqualTo(1);
    }
  }
}
