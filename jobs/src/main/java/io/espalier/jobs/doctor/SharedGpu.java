// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import io.espalier.jobs.estimate.MemorySummary;
import io.espalier.jobs.executor.GpuShare;
import io.espalier.jobs.text.Bytes;
import io.espalier.pruning.engine.DeviceFacts;
import io.espalier.pruning.engine.GpuFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A GPU and the slots that compute on it. Not tried on a card.
 *
 * @param host name of its machine
 * @param address its address on the machine
 * @param slots reports of its slots, one or more
 */
record SharedGpu(String host, String address, List<SlotReport> slots) {
  SharedGpu {
    slots = List.copyOf(slots);
  }

  /** A GPU of a machine. */
  private record Place(String host, String address) {}

  /** All GPUs of an application; each process that leases a share of one counts. */
  static List<SharedGpu> of(List<SlotReport> slots) {
    Map<Place, List<SlotReport>> shared = new LinkedHashMap<>();
    for (SlotReport slot : slots) {
      if (slot.device() != null && slot.device().gpuFacts() != null) {
        String address = slot.lease() == null ? slot.device().device() : slot.lease();
        Place place = new Place(slot.host(), GpuShare.gpu(address));
        shared.computeIfAbsent(place, any -> new ArrayList<>()).add(slot);
      }
    }
    return shared.entrySet().stream()
        .map(gpu -> new SharedGpu(gpu.getKey().host(), gpu.getKey().address(), gpu.getValue()))
        .toList();
  }

  /** A line for a terminal. */
  String text(Optional<MemorySummary> run) {
    GpuFacts gpu = facts().gpuFacts();
    return "GPU %s of %s: %s, %s, %s, %s; %s"
        .formatted(
            address,
            host,
            facts().kind(),
            Bytes.text(gpu.memoryBytes()),
            slots.size() == 1
                ? "1 slot"
                : "%s slots of %s".formatted(slots.size(), Bytes.text(bytesOfSlot())),
            gpu.tf32() ? "float32 may be rounded to TF32" : "TF32 is off",
            run.map(MemorySummary::deviceBytes)
                .map(bytes -> "a run needs about %s at most".formatted(Bytes.text(bytes)))
                .orElse("the memory that a run needs is unknown"));
  }

  /** The problem, if a run needs more than a slot has. */
  Optional<Finding> finding(Optional<MemorySummary> run) {
    return run.filter(memory -> memory.deviceBytes() > bytesOfSlot())
        .map(
            memory ->
                Finding.warning(
                    "a run of %s with batches of %s needs about %s, but a slot of GPU %s has %s; let fewer runs share it, or choose a smaller batch"
                        .formatted(
                            memory.setting(),
                            memory.batch(),
                            Bytes.text(memory.deviceBytes()),
                            address,
                            Bytes.text(bytesOfSlot()))));
  }

  private DeviceFacts facts() {
    return slots.get(0).device();
  }

  private long bytesOfSlot() {
    return facts().gpuFacts().memoryBytes() / slots.size();
  }
}
