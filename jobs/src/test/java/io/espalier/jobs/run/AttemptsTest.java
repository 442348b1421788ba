package io.espalier.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptsTest {
  @TempDir private Path folder;

  private Attempts attempts;

  @BeforeEach
  void attempts() {
    attempts = new Attempts(new ResultStore(folder.toString(), new Configuration()), "k1");
  }

  @Test
  void attempts_are_counted_from_one_whether_they_ended_or_not() throws IOException {
    assertThat(attempts.next()).isEqualTo(1);
    attempts.begin(1, "here");
    assertThat(attempts.next()).isEqualTo(2);
    failed(4);
    assertThat(attempts.next()).isEqualTo(5);
  }

  @Test
  void the_fourth_start_after_three_that_died_is_refused() throws IOException {
    for (int i = 1; i <= 3; i++) {
      attempts.begin(i, "here");
    }

    assertThatThrownBy(() -> attempts.begin(4, "here"))
        .isInstanceOf(LostRun.class)
        .hasMessageContaining("begun 3 times")
        .hasMessageContaining("sweep again");
    assertThat(FailureKind.of(new LostRun(""))).isEqualTo(FailureKind.LOST);

    failed(4);
    attempts.begin(5, "a later sweep counts anew");
  }

  @Test
  void a_start_that_came_to_a_checkpoint_was_told_to_stop_or_failed_is_no_crash()
      throws IOException {
    for (int i = 1; i <= 9; i++) {
      attempts.begin(i, "here");
      switch (i % 3) {
        case 0 -> attempts.saved(i);
        case 1 -> attempts.stopped(i);
        default -> failed(i);
      }
    }
    attempts.begin(10, "here");
    attempts.begin(11, "here");
    attempts.begin(12, "here");
    assertThatThrownBy(() -> attempts.begin(13, "here")).isInstanceOf(LostRun.class);
  }

  @Test
  void the_attempt_that_died_is_the_last_that_began() throws IOException {
    assertThat(attempts.last()).as("died before it began").isEqualTo(1);
    attempts.begin(1, "here");
    attempts.begin(2, "here");
    assertThat(attempts.last()).isEqualTo(2);
    failed(2);
    assertThat(attempts.last()).as("its row is there already").isEqualTo(3);
  }

  @Test
  void nothing_is_left_when_it_is_cleared() throws IOException {
    attempts.begin(1, "here");
    attempts.clear();
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  private void failed(int attempt) throws IOException {
    Files.createDirectories(folder.resolve("failures"));
    Files.createFile(folder.resolve("failures/k1-" + attempt + ".parquet"));
  }
}
