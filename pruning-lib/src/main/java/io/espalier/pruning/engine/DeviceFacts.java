// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.io.Serializable;

/**
 * The properties of a device that affect the duration or the bits of a run.
 *
 * @param device device name of DJL: {@code cpu}, {@code gpu0}
 * @param kind model name of the processor, or compute capability of the GPU; seconds are comparable
 *     only within one kind
 * @param threads threads of an operation on a CPU
 * @param djlVersion version of DJL
 * @param libtorchVersion version of libtorch
 */
public record DeviceFacts(
    String device, String kind, int threads, String djlVersion, String libtorchVersion)
    implements Serializable {

  /**
   * Whether this process can compute on {@code device}; starts the engine.
   *
   * @throws EngineUnavailable when the engine cannot be started
   */
  public static boolean isThere(String device) {
    Engine engine = Libtorch.started();
    Device named = Device.fromName(device, engine);
    return !named.isGpu() || named.getDeviceId() < engine.getGpuCount();
  }

  /**
   * The facts of a device of this process; starts the engine.
   *
   * @throws EngineUnavailable when the engine cannot be started
   */
  public static DeviceFacts of(String device) {
    Engine engine = Libtorch.started();
    Device found = Device.fromName(device, engine);
    return new DeviceFacts(
        device,
        found.isGpu()
            ? "sm_" + CudaUtils.getComputeCapability(found.getDeviceId())
            : Processor.here().name(),
        JniUtils.getNumThreads(),
        Engine.getDjlVersion(),
        engine.getVersion());
  }
}
