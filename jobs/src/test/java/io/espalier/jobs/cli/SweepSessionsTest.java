// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class SweepSessionsTest {

  /** With these settings of runs, tasks of reports would wait forever, or not start at all. */
  @Test
  void the_session_of_the_report_has_its_own_master_and_leases_nothing_that_runs_lease() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.master", "spark://nowhere:7077")
            .set("spark.espalier.reports.master", "local[1]")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.task.cpus", "4")
            .set("spark.task.resource.gpu.amount", "1")
            .set("spark.executor.resource.gpu.amount", "1");
    try (SweepSessions sessions = new SweepSessions("report", conf, Map::of)) {
      assertThat(sessions.canReport()).isTrue();
      assertThat(sessions.forReports().range(3).count()).isEqualTo(3);
      assertThat(sessions.forReports().sparkContext().master()).isEqualTo("local[1]");
    }
  }

  @Test
  void a_stopped_application_cannot_report() {
    Map<String, String> local =
        Map.of(
            "spark.master", "local[1]",
            "spark.ui.enabled", "false",
            "spark.driver.host", "127.0.0.1");
    local.forEach(System::setProperty);
    try (SweepSessions sessions = new SweepSessions("stopped", new SparkConf(), Map::of)) {
      assertThat(sessions.canReport()).isTrue();
      SparkSession runs = sessions.forRuns();
      assertThat(sessions.canReport()).isTrue();

      runs.sparkContext().stop();

      assertThat(sessions.canReport()).isFalse();
    } finally {
      local.keySet().forEach(System::clearProperty);
    }
  }
}
