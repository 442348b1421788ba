// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggedEpochsTest {
  @TempDir private Path folder;

  @Test
  void an_epoch_saved_before_another_attempt_looked_for_checkpoints_is_recomputed_in_vain()
      throws IOException {
    Path first =
        log(
            "1",
            "00 a attempt 1 starts",
            "01 a attempt 1 finished train 1",
            "02 a attempt 1 wrote a checkpoint",
            "02 a attempt 1 finished train 2");
    Path second =
        log(
            "2",
            "03 a attempt 2 starts",
            "05 a attempt 2 finished train 1",
            "07 a attempt 2 finished train 2");

    LoggedEpochs told = LoggedEpochs.in(List.of(first, second));

    assertThat(told.count()).isEqualTo(4);
    assertThat(told.madeInVain())
        .singleElement()
        .asString()
        .startsWith("a finished train 1: saved by attempt 1 at 2026-01-01T00:00:02")
        .endsWith("which looked at 2026-01-01T00:00:03");
  }

  @Test
  void attempts_that_resume_from_a_checkpoint_recompute_nothing() throws IOException {
    Path first =
        log(
            "1",
            "00 a attempt 1 starts",
            "02 a attempt 1 finished train 1",
            "03 a attempt 1 finished tune 1",
            "03 a attempt 1 wrote a checkpoint");
    Path second =
        log(
            "2",
            "04 a attempt 2 starts",
            "05 a attempt 2 resumes after epoch 1",
            "06 a attempt 2 resumes after epoch 1",
            "08 a attempt 2 finished tune 2");

    assertThat(LoggedEpochs.in(List.of(first, second)).madeInVain()).isEmpty();
  }

  @Test
  void epochs_of_concurrent_attempts_are_not_recomputed_in_vain() throws IOException {
    Path orphan =
        log(
            "1",
            "00 a attempt 1 starts",
            "02 a attempt 1 finished train 1",
            "03 a attempt 1 wrote a checkpoint",
            "04 a attempt 1 finished train 2",
            "05 a attempt 1 wrote a checkpoint");
    Path twin =
        log(
            "2",
            "01 a attempt 1 starts",
            "03 a attempt 1 finished train 1",
            "05 a attempt 1 finished train 2");

    assertThat(LoggedEpochs.in(List.of(orphan, twin)).madeInVain()).isEmpty();
  }

  @Test
  void a_phase_looks_for_its_checkpoint_when_the_previous_phase_ends() throws IOException {
    Path orphan =
        log(
            "1",
            "00 a attempt 1 starts",
            "02 a attempt 1 finished train 1",
            "03 a attempt 1 finished tune 1",
            "03 a attempt 1 wrote a checkpoint");
    Path twin =
        log(
            "2",
            "01 a attempt 2 starts",
            "04 a attempt 2 finished train 1",
            "05 a attempt 2 finished tune 1");

    assertThat(LoggedEpochs.in(List.of(orphan, twin)).madeInVain())
        .singleElement()
        .asString()
        .startsWith("a finished tune 1");
  }

  @Test
  void epochs_of_different_runs_are_kept_apart() throws IOException {
    Path first =
        log(
            "1",
            "00 a attempt 1 starts",
            "02 a attempt 1 finished train 1",
            "02 a attempt 1 wrote a checkpoint");
    Path second = log("2", "03 b attempt 1 starts", "05 b attempt 1 finished train 1");

    assertThat(LoggedEpochs.in(List.of(first, second)).madeInVain()).isEmpty();
  }

  /** Writes a log; each of {@code lines} is a second and a text. */
  private Path log(String name, String... lines) throws IOException {
    return Files.write(
        folder.resolve(name),
        List.of(lines).stream()
            .map(line -> line.split(" ", 2))
            .map(line -> "2026-01-01T00:00:" + line[0] + ".000 RunWatch: " + line[1])
            .toList());
  }
}
