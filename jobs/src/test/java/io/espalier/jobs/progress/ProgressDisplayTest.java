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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressDisplayTest {
  private static final ProgressSnapshot SNAPSHOT =
      new ProgressSnapshot(
          1,
          4,
          List.of(),
          0,
          10,
          22,
          Duration.ofSeconds(75),
          Optional.of(Duration.ofSeconds(3700)),
          List.of(),
          List.of(
              new RunInFlight(
                  ProgressPluginTest.PLAN.toDo().get(0),
                  Optional.of(Instant.EPOCH),
                  Optional.empty())));

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
    Screen screen = new Screen(80);
    try (ProgressDisplay.Bar bar =
        new ProgressDisplay.Bar(screen.stream(), () -> 80, Detail.RUNS)) {
      for (int i = 1; i < 60; i++) {
        bar.show(SNAPSHOT);
      }
      assertThat(screen.rows()).singleElement().asString().contains("1 of 4 runs");
      bar.show(SNAPSHOT);

      assertThat(screen.rows()).hasSize(2);
      assertThat(screen.rows().get(0)).endsWith(": first epoch");
      assertThat(screen.rows().get(1)).startsWith("[===").contains("1 of 4 runs");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 110, 200})
  void what_others_print_appears_above_the_bar_which_leaves_no_stale_row(int columns) {
    Screen screen = new Screen(columns);
    PrintStream before = System.err;
    try (ProgressDisplay.Bar bar =
        new ProgressDisplay.Bar(screen.stream(), () -> columns, Detail.TOTALS)) {
      bar.show(SNAPSHOT);
      System.err.println("12:00:00 WARN  short");
      bar.show(SNAPSHOT);
      System.err.print("in two ");
      bar.show(SNAPSHOT);
      System.err.println("parts");
      bar.show(SNAPSHOT);
    }

    assertThat(System.err).isSameAs(before);
    assertThat(screen.rows())
        .isEqualTo(
            Stream.of("12:00:00 WARN  short", "in two parts", SNAPSHOT.line())
                .flatMap(line -> wrapped(line, columns))
                .toList());
  }

  @Test
  void the_bar_follows_the_width_of_the_terminal() {
    AtomicInteger columns = new AtomicInteger(200);
    Screen screen = new Screen(200);
    try (ProgressDisplay.Bar bar =
        new ProgressDisplay.Bar(screen.stream(), columns::get, Detail.TOTALS)) {
      bar.show(SNAPSHOT);
      columns.set(50);
      bar.show(SNAPSHOT);

      assertThat(screen.rows()).containsExactly(StatusText.of(SNAPSHOT, 50));
    }
  }

  private static Stream<String> wrapped(String line, int columns) {
    return IntStream.iterate(0, from -> from < line.length(), from -> from + columns)
        .mapToObj(from -> line.substring(from, Math.min(line.length(), from + columns)).strip());
  }

  private String text() {
    return shown.toString(StandardCharsets.UTF_8);
  }
}
