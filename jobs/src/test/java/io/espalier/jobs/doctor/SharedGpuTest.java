// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.estimate.MemorySummary;
import io.espalier.pruning.engine.DeviceFacts;
import io.espalier.pruning.engine.EngineFacts;
import io.espalier.pruning.engine.GpuFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharedGpuTest {
  private static final MemorySummary RUN =
      new MemorySummary("cifar10 resnet18", 128, 13_000_000_000L, 300_000_000);

  @Test
  void slots_that_lease_one_gpu_of_a_host_or_shares_of_it_share_its_memory() {
    List<SharedGpu> gpus =
        SharedGpu.of(
            List.of(
                onGpu("a", "0/1", false),
                onGpu("a", "0/2", false),
                onGpu("a", "1", false),
                onGpu("b", "0/1", true)));

    assertThat(gpus.stream().map(gpu -> gpu.text(Optional.of(RUN))))
        .containsExactly(
            "GPU 0 of a: NVIDIA A10, 24.0 GB, 2 slots of 12.0 GB, TF32 is off; a run needs about 13.0 GB at most",
            "GPU 1 of a: NVIDIA A10, 24.0 GB, 1 slot, TF32 is off; a run needs about 13.0 GB at most",
            "GPU 0 of b: NVIDIA A10, 24.0 GB, 1 slot, float32 may be rounded to TF32; a run needs about 13.0 GB at most");
    assertThat(gpus.get(1).text(Optional.empty())).endsWith("run needs is unknown");
  }

  @Test
  void a_run_that_does_not_fit_its_share_of_a_gpu_is_a_warning_of_its_executors() {
    Diagnosis diagnosis =
        new Diagnosis(
            List.of(onGpu("a", "0/1", false), onGpu("a", "0/2", false), onGpu("b", "0", false)),
            Map.of(),
            Optional.of(RUN));

    assertThat(diagnosis.findings())
        .containsExactly(
            Map.entry(
                Finding.warning(
                    "a run of cifar10 resnet18 with batches of 128 needs about 13.0 GB, but a slot of GPU 0 has 12.0 GB; let fewer runs share it, or choose a smaller batch"),
                List.of("a0/1 (a)", "a0/2 (a)")));
    assertThat(diagnosis.text()).contains("GPU 0 of b: NVIDIA A10, 24.0 GB, 1 slot");
    assertThat(diagnosis.isHealthy()).isTrue();
  }

  @Test
  void a_run_that_just_fits_is_no_problem_and_a_slot_on_a_cpu_has_no_gpu() {
    SharedGpu gpu = SharedGpu.of(List.of(onGpu("a", "0", false))).get(0);

    assertThat(gpu.finding(Optional.of(new MemorySummary("x", 1, 24_000_000_000L, 0)))).isEmpty();
    assertThat(gpu.finding(Optional.of(new MemorySummary("x", 1, 24_000_000_001L, 0)))).isPresent();
    assertThat(gpu.finding(Optional.empty())).isEmpty();
    assertThat(SharedGpu.of(List.of(slot("a", null, null)))).isEmpty();
  }

  private static SlotReport onGpu(String host, String lease, boolean tf32) {
    return slot(host, lease, new GpuFacts(24_000_000_000L, "86", tf32));
  }

  private static SlotReport slot(String host, String lease, GpuFacts gpu) {
    return new SlotReport(
        host + lease,
        host,
        lease,
        new DeviceFacts("gpu0", "NVIDIA A10", 1, "0.35.1", "2.7.1", gpu),
        new EngineFacts("cu128", "/cache"),
        null,
        "17",
        Map.of(),
        5_000_000_000L,
        7_000_000_000L,
        List.of());
  }
}
