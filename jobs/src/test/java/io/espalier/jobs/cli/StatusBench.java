// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.SampleRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures how long {@code deploy/espalier status} takes over 5,000 rows that are not compacted, of
 * a sweep that runs, that has ended and that was killed. Opt-in, with a built jar:
 *
 * <pre>
 * mvn -pl jobs -am test -Dtest=StatusBench -Dgroups=scale -Dexcluded.groups= -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
@Tag("scale")
class StatusBench {
  private static final int RUNS = 5_000;
  private static final int TIMES = 5;

  private static final Map<String, String> SWEEPS =
      Map.of(
          "running, heard of", "RUNNING 5",
          "complete", "COMPLETE 3600",
          "not heard of for", "RUNNING 3600");

  @TempDir private Path folder;

  @Test
  void status_answers_within_two_seconds() throws Exception {
    Path out = folder.resolve("out");
    ResultStore store = new ResultStore(out.toString(), new Configuration());
    List<String> keys = new ArrayList<>();
    for (long seed = 1; seed <= RUNS; seed++) {
      SampleRun run = SampleRun.dense("epochs=3", seed, 0.9);
      store.write(run.row(), List.of(), List.of());
      keys.add(run.key());
    }
    for (Map.Entry<String, String> sweep : SWEEPS.entrySet()) {
      String[] stateAndAge = sweep.getValue().split(" ");
      write(out, keys, stateAndAge[0], Long.parseLong(stateAndAge[1]));
      List<Long> millis = new ArrayList<>();
      for (int i = 0; i < TIMES; i++) {
        long start = System.nanoTime();
        try (Launched status =
            Launched.espalier(
                folder, Map.of("ESPALIER_SPARK_ARGS", ""), "status", "--out", out.toString())) {
          assertThat(status.exit()).as(status.output()).isEqualTo(0);
          assertThat(status.output())
              .contains("state    " + sweep.getKey(), RUNS + " of " + (RUNS + 10) + " done");
        }
        millis.add(Duration.ofNanos(System.nanoTime() - start).toMillis());
      }
      System.out.println(sweep.getKey() + ": " + millis + " ms");
      Collections.sort(millis);
      assertThat(millis.get(TIMES / 2)).isLessThan(2_000);
    }
  }

  private static void write(Path out, List<String> keys, String state, long secondsAgo)
      throws Exception {
    long at = System.currentTimeMillis() - 1000 * secondsAgo;
    Path logs = Files.createDirectories(out.resolve("logs/20261128-152001-app-1"));
    Files.writeString(
        logs.resolve("sweep.json"),
        """
        {"sweep": "Espalier big", "application": "app-1", "host": "here", "version": "0", "started_at": 1,
         "runs": %s, "done_before": 0, "missing": [%s]}
        """
            .formatted(
                String.valueOf(RUNS + 10),
                keys.stream().map(key -> '"' + key + '"').collect(Collectors.joining(","))));
    String executors =
        LongStream.range(0, 100)
            .mapToObj(
                id ->
                    "{\"executor\": \"%s\", \"host\": \"host-%s\", \"slots\": 1, \"tasks\": 1, \"heard_at\": %s}"
                        .formatted(
                            String.valueOf(id), String.valueOf(id), String.valueOf(at - 5_000)))
            .collect(Collectors.joining(","));
    Files.writeString(
        logs.resolve("status.json"),
        """
        {"state": "%s", "written_at": %s, "slots": 100, "finished": %s, "waiting": 0, "blocked": 0,
         "passes": 1, "passes_to_do": 2, "seconds_gone": 3, "seconds_left": 4,
         "running": [], "failed": [], "executors": [%s]}
        """
            .formatted(state, String.valueOf(at), String.valueOf(RUNS), executors));
  }
}
