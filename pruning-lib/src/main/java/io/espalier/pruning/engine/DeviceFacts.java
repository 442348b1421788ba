// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.io.Serializable;

/**
 * The properties of a device that affect the duration or the bits of a run.
 *
 * @param device device name of DJL: {@code cpu}, {@code gpu0}
 * @param kind model name of the processor or GPU; compute capability of a GPU whose model is not
 *     certain ({@code sm_90}); seconds are comparable only within one kind
 * @param threads threads of an operation on a CPU
 * @param djlVersion version of DJL
 * @param libtorchVersion version of libtorch
 * @param gpuFacts what only a GPU has; null for a processor
 */
public record DeviceFacts(
    String device,
    String kind,
    int threads,
    String djlVersion,
    String libtorchVersion,
    GpuFacts gpuFacts)
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

  /** Whether products in float32 may be computed in TF32 on {@code device}; starts the engine. */
  public static boolean usesTf32(String device) {
    Device found = Device.fromName(device, Libtorch.started());
    return found.isGpu() && GpuFacts.of(found).tf32();
  }

  /**
   * The facts of a device of this process; starts the engine.
   *
   * @throws EngineUnavailable when the engine cannot be started
   */
  public static DeviceFacts of(String device) {
    Engine engine = Libtorch.started();
    Device found = Device.fromName(device, engine);
    GpuFacts gpu = found.isGpu() ? GpuFacts.of(found) : null;
    return new DeviceFacts(
        device,
        gpu == null
            ? Processor.here().name()
            : GpuModels.here()
                .of(found.getDeviceId(), engine.getGpuCount(), System.getenv())
                .orElse("sm_" + gpu.capability()),
        JniUtils.getNumThreads(),
        Engine.getDjlVersion(),
        engine.getVersion(),
        gpu);
  }
}
