// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.plan.RunNode;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatusTextTest {
  @Test
  void the_bar_and_the_longest_text_that_fit_are_shown() {
    ProgressSnapshot half = snapshot(22, 0, List.of());

    assertThat(StatusText.of(half, 120))
        .isEqualTo(
            "[====================>                   ]  50 % 1 of 4 runs, 11.0 of 22.0 passes,"
                + " 0:01:15 elapsed, 1:01:40 left");
    assertThat(StatusText.of(half, 80))
        .isEqualTo("[====================>                   ]  50 % 1 of 4 runs, 1:01:40 left");
    assertThat(StatusText.of(half, 40)).isEqualTo("[======>      ]  50 % 1/4, 1:01:40 left");
  }

  @Test
  void failures_and_retries_are_counted_where_there_is_room() {
    ProgressSnapshot troubled =
        snapshot(22, 2, List.of(Duration.ofSeconds(12), Duration.ofSeconds(200)));

    assertThat(StatusText.of(troubled, 110))
        .endsWith("1 of 4 runs, 1:01:40 left, 2 waiting for a retry (next in 0:00:12), 2 failed");
  }

  @Test
  void a_text_is_never_as_wide_as_the_terminal() {
    for (double passes : new double[] {11, 12, 200, 20_000}) {
      ProgressSnapshot snapshot = snapshot(passes, 3, List.of());
      assertThat(IntStream.range(0, 200))
          .allSatisfy(
              columns ->
                  assertThat(StatusText.of(snapshot, columns))
                      .hasSizeLessThanOrEqualTo(Math.max(0, columns - 1)));
    }
  }

  @Test
  void the_bar_is_full_only_at_the_end() {
    assertThat(StatusText.of(snapshot(11, 0, List.of()), 60))
        .startsWith("[==")
        .contains("=] 100 %");
    assertThat(StatusText.of(snapshot(11.01, 0, List.of()), 60)).contains("=>]  99 %");
  }

  private static ProgressSnapshot snapshot(double passes, int failed, List<Duration> waits) {
    RunNode node = ProgressPluginTest.PLAN.toDo().get(0);
    return new ProgressSnapshot(
        1,
        4,
        Collections.nCopies(failed, new FailedRun(node, "OOM", "out of memory")),
        0,
        11,
        passes,
        Duration.ofSeconds(75),
        Optional.of(Duration.ofSeconds(3700)),
        waits,
        List.of());
  }
}
