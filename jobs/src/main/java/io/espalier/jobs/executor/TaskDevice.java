// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import io.espalier.jobs.sweep.DeviceChoice;
import io.espalier.pruning.engine.CudaRuntime;
import io.espalier.pruning.engine.DeviceFacts;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * The device of a task.
 *
 * @param leased the address of the GPU that Spark assigns to the task; empty if it assigns none
 * @param name the device of this process: {@code cpu}, {@code gpu0}, …
 */
public record TaskDevice(Optional<String> leased, String name) {
  /**
   * The device of the running task; starts the engine.
   *
   * @throws NoSuchDevice when this process does not have the device
   */
  public static TaskDevice of(DeviceChoice choice) {
    Optional<ResourceInformation> gpu =
        Optional.ofNullable(TaskContext.get().resourcesJMap().get("gpu"));
    Optional<String> address = gpu.map(ResourceInformation::addresses).map(leased -> leased[0]);
    Optional<String> visible = Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES"));
    String device = new GpuLease(address, visible).device(choice);
    if (!DeviceFacts.isThere(device)) {
      String leased = address.orElse("?") + " of " + host();
      throw CudaRuntime.isFound()
          ? NoSuchDevice.notFound(leased, device)
          : NoSuchDevice.notCounted(leased);
    }
    return new TaskDevice(address, device);
  }

  private static String host() {
    return SparkEnv.get().blockManager().blockManagerId().host();
  }
}
