// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that leaves with notice while it has a run. */
class LeavingWorkerIT {
  private static final String SWEEP =
      """
      dense: {epochs: 12, batch: 10}
      grid:
        dataset: {name: shapes, train: 100, test: 50}
        model: {name: resnet20s, width: 0.25}
        method: dense
        seed: 1
      """;

  @TempDir private Path folder;

  @Test
  void its_run_is_saved_at_once_and_resumes_on_another_worker_without_repeating_a_step()
      throws Exception {
    Path config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
    Results results = new Results(folder.resolve("out"));
    StandaloneCluster cluster = StandaloneCluster.in(folder, Map.of("ESPALIER_CORES", "1"));
    cluster.run("start", "1");
    try (Launched sweep = cluster.sweep(config, results, "conf/spark-cpu.conf")) {
      sweep.until("its first epoch", () -> tells(cluster, " finished train 1"));
      cluster.run("worker");
      LocalDateTime told = LocalDateTime.now(ZoneOffset.UTC);

      assertThat(cluster.run("leave", "worker-1")).contains("worker-1 has left");

      assertThat(sweep.exit()).as(sweep.output()).isEqualTo(0);
      RunLog log = RunLog.of(cluster);
      RunLog.Line start = log.activeOn("worker-1", told).get(0);
      RunLog.Line stops = log.attempt(start).reduce((before, last) -> last).orElseThrow();
      assertThat(stops.text()).contains(" stops: ");
      RunLog.Line saved = log.lastSaved(start).orElseThrow();
      assertThat(saved.time()).isAfter(told);
      RunLog.Line next = log.next(start.key(), stops.time()).orElseThrow();
      assertThat(next.file()).isNotEqualTo(stops.file());
      assertThat(log.resumed(next))
          .singleElement()
          .extracting(RunLog.Line::steps)
          .isEqualTo(saved.steps());
      assertThat(results.rows()).hasSize(1);
      assertThat(results.unfinished()).isEmpty();
    } finally {
      cluster.run("stop");
    }
  }

  private static boolean tells(StandaloneCluster cluster, String what) {
    try {
      return RunLog.of(cluster).lines().stream().anyMatch(line -> line.tells(what));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
