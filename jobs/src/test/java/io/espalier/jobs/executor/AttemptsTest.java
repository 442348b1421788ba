// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptsTest {
  private static final RunProcess HERE =
      new RunProcess("here", "3", Path.of("/work/3/hs_err_pid7.log"));

  @TempDir private Path folder;

  private Attempts attempts;

  @BeforeEach
  void attempts() {
    attempts =
        new Attempts(new ResultStore(folder.toString(), new Configuration()), new RunKey("k1"));
  }

  @Test
  void attempts_are_counted_from_one_whether_or_not_they_ended() throws IOException {
    assertThat(attempts.next()).isEqualTo(1);
    attempts.begin(1, HERE);
    assertThat(attempts.next()).isEqualTo(2);
    failed(4);
    assertThat(attempts.next()).isEqualTo(5);
  }

  @Test
  void the_fourth_start_after_three_crashes_is_rejected() throws IOException {
    for (int i = 1; i <= 3; i++) {
      attempts.begin(i, HERE);
    }

    assertThatThrownBy(() -> attempts.begin(4, HERE))
        .isInstanceOf(LostRun.class)
        .hasMessageContaining("Started 3 times")
        .hasMessageContaining("rerun the sweep");
    assertThat(FailureKind.of(new LostRun(""))).isEqualTo(FailureKind.LOST);

    failed(4);
    attempts.begin(5, HERE); // a later sweep counts from zero again
  }

  @Test
  void starts_that_checkpointed_stopped_or_failed_do_not_count_as_crashes() throws IOException {
    for (int i = 1; i <= 9; i++) {
      attempts.begin(i, HERE);
      switch (i % 3) {
        case 0 -> attempts.saved(i);
        case 1 -> attempts.stopped(i);
        default -> failed(i);
      }
    }
    attempts.begin(10, HERE);
    attempts.begin(11, HERE);
    attempts.begin(12, HERE);
    assertThatThrownBy(() -> attempts.begin(13, HERE)).isInstanceOf(LostRun.class);
  }

  @Test
  void a_run_that_is_stopped_ten_times_in_a_row_before_a_checkpoint_is_given_up()
      throws IOException {
    stopped(9);
    attempts.begin(1, HERE);
    attempts.saved(1);
    attempts.stopped(1);
    stopped(8);
    attempts.begin(1, HERE);
    attempts.begin(2, HERE); // before the driver knows that the first one has stopped
    attempts.stopped(1);
    attempts.stopped(2);

    assertThatThrownBy(() -> attempts.begin(1, HERE))
        .isInstanceOf(LostRun.class)
        .hasMessageContaining("Stopped 11 times in a row before a checkpoint");

    failed(1);
    attempts.begin(2, HERE); // a later sweep counts from zero again
  }

  @Test
  void the_attempt_that_died_is_the_last_one_started() throws IOException {
    assertThat(attempts.last()).as("died before it began").isEqualTo(1);
    attempts.begin(1, HERE);
    attempts.begin(2, HERE);
    assertThat(attempts.last()).isEqualTo(2);
    failed(2);
    assertThat(attempts.last()).as("its row is there already").isEqualTo(3);
  }

  @Test
  void a_start_records_its_process() throws IOException {
    assertThat(attempts.lastStarted()).isZero();
    attempts.begin(1, HERE);
    attempts.begin(2, new RunProcess("an executor here", "driver", HERE.crashLog()));

    assertThat(attempts.lastStarted()).isEqualTo(2);
    assertThat(attempts.process(1)).contains(HERE);
    assertThat(attempts.process(2))
        .contains(new RunProcess("an executor here", "driver", HERE.crashLog()));
    assertThat(attempts.process(3)).isEmpty();
    assertThat(RunProcess.marked("here executor 3")).as("of an earlier version").isEmpty();
  }

  @Test
  void clearing_removes_all_files() throws IOException {
    attempts.begin(1, HERE);
    attempts.clear();
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  private void stopped(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      attempts.begin(1, HERE);
      attempts.stopped(1);
    }
  }

  private void failed(int attempt) throws IOException {
    Files.createDirectories(folder.resolve("failures"));
    Files.createFile(folder.resolve("failures/k1-" + attempt + ".parquet"));
  }
}
