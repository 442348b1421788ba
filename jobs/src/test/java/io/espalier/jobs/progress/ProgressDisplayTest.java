// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.progress.ProgressView.Detail;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
  private static final ProgressSnapshot SNAPSHOT =
      new ProgressSnapshot(
          1,
          4,
          0,
          0,
          10,
          22,
          Duration.ofSeconds(75),
          Optional.of(Duration.ofSeconds(3700)),
          List.of(
              new RunInFlight(
                  ProgressPluginTest.PLAN.toDo().get(0), Instant.EPOCH, Optional.empty())));

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(shown, true, StandardCharsets.UTF_8);

  @Test
  void a_log_has_a_total_line_and_lines_of_runs_only_on_request() {
    new ProgressDisplay.Lines(err, Detail.TOTALS).show(SNAPSHOT);

    assertThat(text().lines())
        .containsExactly("1 of 4 runs, 10.0 of 22.0 passes, 0:01:15 elapsed, 1:01:40 left");

    new ProgressDisplay.Lines(err, Detail.RUNS).show(SNAPSHOT);

    assertThat(text().lines())
        .hasSize(3)
        .last()
        .asString()
        .matches("  \\w{10} dense 0.00 % shapes resnet20s seed 1: first epoch");
  }

  @Test
  void on_a_terminal_runs_are_listed_above_the_bar_every_30_seconds() {
    try (ProgressDisplay.Bar bar = new ProgressDisplay.Bar(err, Detail.RUNS)) {
      for (int i = 1; i < 60; i++) {
        bar.show(SNAPSHOT);
      }
      assertThat(text()).doesNotContain("first epoch");
      bar.show(SNAPSHOT);

      assertThat(text()).containsPattern("\\r\\w{10} dense 0.00 % .*: first epoch +\\R");
    }
    assertThat(text()).contains("1 of 4 runs");
  }

  private String text() {
    return shown.toString(StandardCharsets.UTF_8);
  }
}
