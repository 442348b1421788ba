// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import io.espalier.jobs.sweep.DeviceChoice;
import java.util.List;
import java.util.Optional;

/**
 * Maps the address of a GPU that Spark assigns to a task to a device of the process.
 *
 * @param address output of the discovery script: an index as in {@code nvidia-smi}, or a UUID, or a
 *     {@linkplain GpuShare share} of either; empty if Spark assigns none
 * @param visible {@code CUDA_VISIBLE_DEVICES} of the process, which renumbers the GPUs; empty if
 *     not set
 */
record GpuLease(Optional<String> address, Optional<String> visible) {
  static final String CPU = "cpu";

  /**
   * The name of the device to compute on: {@code cpu}, {@code gpu0}, …
   *
   * @throws NoSuchDevice when no device has this address, or when a GPU is required and none is
   *     assigned
   */
  String device(DeviceChoice choice) {
    return switch (choice) {
      case CPU -> CPU;
      case AUTO -> address.map(GpuShare::gpu).map(this::gpu).orElse(CPU);
      case GPU ->
          address
              .map(GpuShare::gpu)
              .map(this::gpu)
              .orElseThrow(
                  () ->
                      new NoSuchDevice(
                          "Cannot run on a GPU: Spark assigns none to this task; set"
                              + " spark.executor.resource.gpu.amount and"
                              + " spark.task.resource.gpu.amount, or device: cpu"));
    };
  }

  private String gpu(String leased) {
    if (leased.startsWith("MIG-") || leased.contains(":")) {
      throw new NoSuchDevice(
          "Cannot use GPU %s: MIG slices are indistinguishable within a process; assign"
                  .formatted(leased)
              + " whole GPUs, or fractions by spark.task.resource.gpu.amount");
    }
    boolean isIndex = leased.matches("\\d{1,4}");
    if (visible.isEmpty()) {
      if (isIndex) {
        return "gpu" + Integer.parseInt(leased);
      }
      throw new NoSuchDevice(
          "Cannot use GPU %s: its index is unknown; let the discovery script print indices,"
                  .formatted(leased)
              + " or set CUDA_VISIBLE_DEVICES to UUIDs");
    }
    List<String> shown = List.of(visible.get().strip().split("\\s*,\\s*"));
    for (int number = 0; number < shown.size(); number++) {
      if (isIndex ? shown.get(number).equals(leased) : names(shown.get(number), leased)) {
        return "gpu" + number;
      }
    }
    throw new NoSuchDevice(
        "Cannot use GPU %s: CUDA_VISIBLE_DEVICES is %s, must contain it"
            .formatted(leased, visible.get()));
  }

  /** CUDA accepts a unique prefix of a UUID. */
  private static boolean names(String shown, String uuid) {
    return shown.startsWith("GPU-") && uuid.startsWith(shown);
  }
}
