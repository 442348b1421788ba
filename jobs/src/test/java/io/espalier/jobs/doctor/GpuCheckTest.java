// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.estimate.MemorySummary;
import io.espalier.pruning.engine.DeviceFacts;
import io.espalier.pruning.engine.GpuFacts;
import org.junit.jupiter.api.Test;

class GpuCheckTest {
  private static final MemorySummary RUN =
      new MemorySummary("cifar10 resnet18", 128, 1_500_000_000, 300_000_000);

  @Test
  void a_gpu_is_described_with_its_slots_and_what_a_run_needs() {
    assertThat(new GpuCheck(2, RUN).text(gpu(false)))
        .isEqualTo(
            "gpu0: NVIDIA A10, 24.0 GB, 2 slots of 12.0 GB, TF32 is off; a run needs about 1.50 GB at most");
    assertThat(new GpuCheck(1, null).text(gpu(true)))
        .isEqualTo(
            "gpu0: NVIDIA A10, 24.0 GB, 1 slot, float32 may be rounded to TF32; the memory that a run needs is unknown");
  }

  @Test
  void a_run_that_does_not_fit_its_share_of_the_gpu_is_a_warning() {
    assertThat(new GpuCheck(16, RUN).finding(gpu(false))).isEmpty();
    assertThat(new GpuCheck(1, null).finding(gpu(false))).isEmpty();
    assertThat(new GpuCheck(17, RUN).finding(gpu(false)))
        .contains(
            Finding.warning(
                "a run of cifar10 resnet18 with batches of 128 needs about 1.50 GB, but a slot of NVIDIA A10 has 1.41 GB; let fewer runs share a GPU by spark.task.resource.gpu.amount, or choose a smaller batch"));
  }

  private static DeviceFacts gpu(boolean tf32) {
    return new DeviceFacts(
        "gpu0", "NVIDIA A10", 1, "0.35.1", "2.7.1", new GpuFacts(24_000_000_000L, "86", tf32));
  }
}
