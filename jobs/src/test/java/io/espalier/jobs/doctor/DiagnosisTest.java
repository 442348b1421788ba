// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.doctor.Diagnosis.Skew;
import io.espalier.pruning.engine.DeviceFacts;
import io.espalier.pruning.engine.EngineFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
  private static final Finding SLOW = Finding.warning("OMP_WAIT_POLICY is not set");
  private static final Finding BROKEN = Finding.error("Cannot write to /out: no");

  @Test
  void equal_slots_share_a_line_and_each_finding_is_printed_once_with_errors_first() {
    Diagnosis diagnosis =
        new Diagnosis(
            List.of(slot("0", SLOW), slot("0", SLOW), slot("1", SLOW, BROKEN)),
            Map.of("0", new Skew(0.04, 0.1), "1", new Skew(-90, 2)),
            Optional.empty());

    assertThat(diagnosis.text())
        .isEqualToNormalizingNewlines(
            """
            | executor | host  | slots | device          | kind  | threads | libtorch    | Java | work free | cache free |         clock |
            | -------- | ----- | ----: | --------------- | ----- | ------: | ----------- | ---- | --------: | ---------: | ------------: |
            | 0        | host0 |     2 | gpu0 (leased 3) | sm_90 |       1 | 2.7.1 cu128 | 17   |   5.00 GB |    7.00 GB |  +0.0 ± 0.1 s |
            | 1        | host1 |     1 | gpu0 (leased 3) | sm_90 |       1 | 2.7.1 cu128 | 17   |   5.00 GB |    7.00 GB | -90.0 ± 2.0 s |

            environment of executor 0, 1: OMP_WAIT_POLICY=ACTIVE
            error: executor 1 (host1): Cannot write to /out: no
            warning: executor 0 (host0), 1 (host1): OMP_WAIT_POLICY is not set
            warning: executor 0 (host0): 2 slots: runs in one process wait for each other at the first pass of each shape, and a crash in native code ends all of them; use one slot per process to avoid both
            warning: executor 1: clock differs by -90 s from the clock of the driver, should be within 60 s; synchronize it by NTP
            A sweep cannot run here
            """);
    assertThat(diagnosis.isHealthy()).isFalse();
  }

  @Test
  void warnings_do_not_make_a_diagnosis_unhealthy() {
    Diagnosis diagnosis = new Diagnosis(List.of(slot("0", SLOW)), Map.of(), Optional.empty());

    assertThat(diagnosis.isHealthy()).isTrue();
    assertThat(diagnosis.text()).endsWith("A sweep can run here" + System.lineSeparator());
  }

  @Test
  void a_clock_skew_is_large_only_beyond_the_limit_plus_its_uncertainty() {
    assertThat(Skew.between(1000, 2000, 3000)).isEqualTo(new Skew(0, 1));
    assertThat(Skew.between(0, 100_000, 100_000)).isEqualTo(new Skew(50, 50));
    assertThat(new Skew(61, 2).isLarge()).isFalse();
    assertThat(new Skew(-63, 2).isLarge()).isTrue();
  }

  private static SlotReport slot(String executor, Finding... findings) {
    return new SlotReport(
        executor,
        "host" + executor,
        "3",
        new DeviceFacts("gpu0", "sm_90", 1, "0.35.1", "2.7.1", null),
        new EngineFacts("cu128", "/cache"),
        null,
        "17",
        Map.of("OMP_WAIT_POLICY", "ACTIVE"),
        5_000_000_000L,
        7_000_000_000L,
        List.of(findings));
  }
}
