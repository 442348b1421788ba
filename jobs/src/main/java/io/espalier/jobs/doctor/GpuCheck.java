// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import io.espalier.jobs.estimate.MemorySummary;
import io.espalier.jobs.text.Bytes;
import io.espalier.pruning.engine.DeviceFacts;
import io.espalier.pruning.engine.GpuFacts;
import java.io.Serializable;
import java.util.Optional;

/**
 * What a GPU has for each of its slots, beside what a run needs. Not tried on a card.
 *
 * @param slots number of runs that share a GPU
 * @param memory of the run that needs the most; null if unknown
 */
record GpuCheck(int slots, MemorySummary memory) implements Serializable {
  /** A line on the GPU of a slot: {@code gpu0 is an NVIDIA A10 with 24.0 GB …}. */
  String text(DeviceFacts facts) {
    GpuFacts gpu = facts.gpuFacts();
    return "%s: %s, %s, %s, %s; %s"
        .formatted(
            facts.device(),
            facts.kind(),
            Bytes.text(gpu.memoryBytes()),
            slots == 1 ? "1 slot" : "%s slots of %s".formatted(slots, Bytes.text(ofSlot(gpu))),
            gpu.tf32() ? "float32 may be rounded to TF32" : "TF32 is off",
            memory == null
                ? "the memory that a run needs is unknown"
                : "a run needs about %s at most".formatted(Bytes.text(memory.deviceBytes())));
  }

  /** The problem, if a run needs more than a slot has. */
  Optional<Finding> finding(DeviceFacts facts) {
    if (memory == null || memory.deviceBytes() <= ofSlot(facts.gpuFacts())) {
      return Optional.empty();
    }
    String message =
        "a run of %s with batches of %s needs about %s, but a slot of %s has %s; let fewer runs share a GPU by spark.task.resource.gpu.amount, or choose a smaller batch"
            .formatted(
                memory.setting(),
                memory.batch(),
                Bytes.text(memory.deviceBytes()),
                facts.kind(),
                Bytes.text(ofSlot(facts.gpuFacts())));
    return Optional.of(Finding.warning(message));
  }

  private long ofSlot(GpuFacts gpu) {
    return gpu.memoryBytes() / slots;
  }
}
