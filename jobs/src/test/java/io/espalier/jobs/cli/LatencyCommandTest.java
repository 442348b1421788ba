// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code latency} says of mistakes; ResultColumnsTest has what it measures. */
class LatencyCommandTest {
  private static final SampleRun RUN = SampleRun.dense("", 1, 0.91);

  @TempDir private Path folder;

  @BeforeEach
  void a_run_without_artifacts() throws IOException {
    new ResultStore(folder.toString(), new Configuration()).write(RUN.row(), List.of(), List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--batch", "--threads", "--passes"})
  void a_number_below_one_is_told(String option) {
    CommandLineRun run = latency("--ticket", RUN.key(), option, "0");

    assertThat(run.exit()).isEqualTo(ExitCode.COMMAND_LINE);
    assertThat(run.err()).startsWith("Invalid %s: 0, must be at least 1".formatted(option));
  }

  @Test
  void a_ticket_of_no_run_is_told() {
    CommandLineRun run = latency("--ticket", "nothing");

    assertThat(run.exit()).isEqualTo(ExitCode.INPUT);
    assertThat(run.err())
        .isEqualTo(
            "Cannot find runs in %s: no finished run has a key that starts with nothing%n"
                .formatted(folder));
  }

  @Test
  void a_ticket_whose_files_are_gone_is_told_and_leaves_no_row() {
    CommandLineRun run = latency("--where", "method = 'dense'");

    assertThat(run.exit()).as(run.out()).isEqualTo(ExitCode.FAILED_RUNS);
    assertThat(run.out())
        .contains(": dense, unstructured, 0.00 % removed, seed 1")
        .contains(folder + "/artifacts/" + RUN.key() + "/ticket.json")
        .doesNotContain("\tat ", "Exception");
    assertThat(run.err()).contains("Not measured: 1 of 1 tickets");
    assertThat(Files.exists(folder.resolve("latencies"))).isFalse();
  }

  private CommandLineRun latency(String... options) {
    return CommandLineRun.of(
        Stream.concat(Stream.of("latency", "--out", folder.toString()), Stream.of(options))
            .toArray(String[]::new));
  }
}
