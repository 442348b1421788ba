// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.pruning.check.EngineCheck.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineProbeTest {
  private static final int ABORTED = 134;

  @TempDir private Path folder;

  /**
   * The check runs in a separate process with the class path of this one, so it computes the same
   * bits.
   */
  @Test
  void a_separate_process_under_the_same_limit_has_the_same_findings() throws IOException {
    String limit = ProcessEngine.checked("cpu").limit();

    EngineVerdict verdict = EngineProbe.under(limit);

    assertThat(verdict.limit()).isEqualTo(limit);
    assertThat(verdict.findings())
        .extracting(Finding::form)
        .isEqualTo(
            IntStream.range(0, EngineCheck.cases())
                .boxed()
                .flatMap(index -> EngineCheck.of(index, "cpu"))
                .map(Finding::form)
                .toList());
    assertThat(verdict.findings()).filteredOn(Finding::isRight).hasSizeGreaterThan(50);
  }

  @Test
  void a_case_that_aborts_its_process_counts_as_incorrect_and_as_the_last_started()
      throws IOException {
    Finding right = EngineCheck.of(3, "cpu").findFirst().orElseThrow();
    String found = EngineCheckProgram.FOUND + EngineCheckProgram.json().toJson(right);

    EngineProbe.Answer answer =
        EngineProbe.Answer.of(
            List.of(EngineCheckProgram.BEGINS + 3, found, "# A fatal error has been detected"),
            ABORTED,
            "");

    assertThat(answer.lastStarted()).isEqualTo(3);
    assertThat(answer.findings())
        .first()
        .isEqualTo(right)
        .satisfies(first -> assertThat(first.isRight()).isTrue());
    assertThat(answer.findings().subList(1, answer.findings().size()))
        .isEqualTo(EngineCheck.died(3, List.of(right)));
    assertThat(
            EngineProbe.Answer.of(
                    List.of(EngineCheckProgram.BEGINS + 3, found, EngineCheckProgram.DONE), 0, "")
                .findings())
        .containsExactly(right);
  }

  /** Ended by Ctrl-C, for lack of memory, or by an exception. */
  @ParameterizedTest
  @ValueSource(ints = {130, 137, 143, 1})
  void a_killed_process_gives_no_findings(int exit) throws IOException {
    EngineProbe.Answer answer =
        EngineProbe.Answer.of(List.of(EngineCheckProgram.BEGINS + 0), exit, "Killed");

    assertThat(answer.isCutOff()).isTrue();
    assertThat(answer.findings()).isEmpty();
    assertThat(answer.end()).isEqualTo("the process exited with code " + exit + ": Killed");
    assertThat(
            EngineProbe.Answer.of(List.of(EngineCheckProgram.BEGINS + 0), ABORTED, "").isCutOff())
        .isFalse();
  }

  @Test
  void without_a_writable_folder_the_check_still_returns_its_verdict() throws IOException {
    Path file = Files.createFile(folder.resolve("a file"));
    VerdictFile nowhere = new VerdictFile(file, new EngineIdentity(Map.of()));
    EngineVerdict verdict = new EngineVerdict("ALL", EngineCheck.died(0, List.of()));

    assertThat(nowhere.read(() -> List.of(verdict))).containsExactly(verdict);
  }

  @Test
  void a_verdict_is_stored_per_engine_identity_and_reused() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    EngineVerdict verdict =
        new EngineVerdict(
            "AVX2", EngineCheck.died(0, List.of())); // errors that JSON has no numbers for

    for (int process = 0; process < 2; process++) {
      List<EngineVerdict> read =
          file("here")
              .read(
                  () -> {
                    asked.incrementAndGet();
                    return List.of(verdict);
                  });
      assertThat(read).containsExactly(verdict);
    }

    assertThat(asked).hasValue(1);
    EngineVerdict other = new EngineVerdict("ALL", EngineCheck.died(1, List.of()));
    assertThat(file("elsewhere").read(() -> List.of(other))).containsExactly(other);
  }

  @Test
  void a_truncated_verdict_file_causes_a_new_check() throws IOException {
    EngineVerdict verdict = new EngineVerdict("ALL", EngineCheck.died(0, List.of()));
    file("here").read(() -> List.of(verdict));
    try (Stream<Path> files = Files.list(folder)) {
      Path kept = files.filter(file -> file.toString().endsWith(".json")).findAny().orElseThrow();
      Files.writeString(kept, Files.readString(kept).substring(0, 100));
    }

    assertThat(file("here").read(() -> List.of(verdict))).containsExactly(verdict);
  }

  private VerdictFile file(String host) {
    return new VerdictFile(folder, new EngineIdentity(Map.of("host", host)));
  }
}
