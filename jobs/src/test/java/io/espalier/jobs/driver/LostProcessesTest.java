// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.jobs.driver.LostProcesses.Blame;
import io.espalier.jobs.executor.Attempts;
import io.espalier.jobs.executor.CrashLog;
import io.espalier.jobs.executor.RunProcess;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LostProcessesTest {
  private static final LostProcesses.Run RUN =
      new LostProcesses.Run(new RunKey("k1"), "k1 bip seed 1");
  private static final LostProcesses.Run OTHER =
      new LostProcesses.Run(new RunKey("k2"), "k2 bip seed 2");
  private static final String REASON = "Command exited with code 1";

  /** The beginning of a JVM crash log; a path in it may have bytes that are not UTF-8. */
  private static final String CRASH =
      """
      #
      # A fatal error has been detected by the Java Runtime Environment:
      #
      #  SIGSEGV (0xb) at pc=0x00007f6a2b1c4d10, pid=4711, tid=4720
      #
      # JRE version: OpenJDK Runtime Environment (17.0.15+6) (build 17.0.15+6)
      # Problematic frame:
      # C  [libtorch_cpu.so+0x51c4d10]  dnnl::impl::cpu::x64::jit_brgemm+0x40
      #
      \u00ff
      """;

  @TempDir private Path folder;

  private ResultStore store;
  private LostProcesses lost;
  private Path crash;

  @BeforeEach
  void make() {
    store = new ResultStore(folder.resolve("out").toString(), new Configuration());
    lost = new LostProcesses(store, 4, Runnable::run);
    crash = folder.resolve("hs_err_pid4711.log");
  }

  @Test
  void a_crash_is_reported_by_its_signal_and_library_and_its_log_moves_into_the_results()
      throws IOException {
    Files.write(crash, new CrashLog(CRASH).bytes());
    begin(RUN, here());
    begin(OTHER, here());
    String kept = store.crashLog("k1", 1);

    assertThat(lost.line(RUN, "3", REASON, Blame.RUN))
        .isEqualTo(
            "Run k1 bip seed 1 lost its process: SIGSEGV in libtorch_cpu.so; the next attempt resumes from"
                + " the last checkpoint; see "
                + kept);
    assertThat(lost.line(OTHER, "3", REASON, Blame.RUN))
        .as("of the same process")
        .contains(OTHER.description(), "SIGSEGV in libtorch_cpu.so", kept);
    assertThat(crash).doesNotExist();
    assertThat(Path.of(kept)).hasBinaryContent(new CrashLog(CRASH).bytes());
  }

  @Test
  void without_a_crash_log_the_reason_is_that_of_spark() throws IOException {
    begin(RUN, here());

    assertThat(lost.line(RUN, "3", REASON, Blame.RUN))
        .isEqualTo(
            "Run k1 bip seed 1 lost its process: Command exited with code 1; the next attempt resumes from"
                + " the last checkpoint");
  }

  @Test
  void a_run_that_is_given_up_has_the_cause_of_its_last_death() throws IOException {
    Attempts attempts = new Attempts(store, RUN.key());
    for (int attempt = 1; attempt <= 3; attempt++) {
      String executor = String.valueOf(attempt);
      attempts.begin(attempt, new RunProcess(here(), executor, crash));
      lost.line(RUN, executor, "reason " + attempt, Blame.RUN);
    }

    assertThatThrownBy(() -> attempts.begin(4, new RunProcess(here(), "4", crash)))
        .hasMessageContaining("each time the process died before a checkpoint (reason 3), see ");
  }

  @Test
  void a_crash_log_on_another_host_is_named_and_left_there() throws IOException {
    Files.write(crash, new CrashLog(CRASH).bytes());
    begin(RUN, "elsewhere");

    assertThat(lost.line(RUN, "3", REASON, Blame.RUN))
        .contains(REASON)
        .endsWith("; if native code crashed, see " + crash + " on elsewhere");
    assertThat(crash).as("another's").exists();
  }

  @Test
  void the_start_marker_of_another_process_is_ignored() throws IOException {
    Files.write(crash, new CrashLog(CRASH).bytes());
    begin(RUN, here());

    assertThat(lost.line(RUN, "4", REASON, Blame.RUN)).contains(REASON);
    assertThat(crash).exists();
  }

  /** A run without a checkpoint yet, on spot machines; and one that kills its process each time. */
  @ParameterizedTest
  @EnumSource
  void only_a_run_that_is_to_blame_is_lost_after_three_lost_processes(Blame blame)
      throws IOException {
    Attempts attempts = new Attempts(store, RUN.key());
    for (int died = 0; died < 3; died++) {
      attempts.begin(attempts.lastStarted() + 1, new RunProcess(here(), "3" + died, crash));
      lost.line(RUN, "3" + died, REASON, blame);
    }

    ThrowingCallable fourth =
        () -> attempts.begin(attempts.lastStarted() + 1, new RunProcess(here(), "33", crash));
    if (blame == Blame.MACHINE) {
      assertThatCode(fourth).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(fourth).hasMessageContaining("Started 3 times");
    }
  }

  @Test
  void an_executor_lost_with_its_machine_leaves_the_markers_of_others() throws IOException {
    begin(RUN, here());

    lost.line(RUN, "4", REASON, Blame.MACHINE);

    assertThat(new Attempts(store, RUN.key()).lastStarted()).isEqualTo(1);
  }

  private void begin(LostProcesses.Run run, String host) throws IOException {
    new Attempts(store, run.key()).begin(1, new RunProcess(host, "3", crash));
  }

  private static String here() throws IOException {
    return InetAddress.getLocalHost().getHostName();
  }
}
