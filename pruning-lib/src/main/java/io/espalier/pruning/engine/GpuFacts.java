// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.io.Serializable;
import java.util.Map;

/**
 * What only a GPU has. Not tried on a card.
 *
 * @param memoryBytes memory of the whole GPU, in bytes, of which CUDA keeps some hundred MB a
 *     process
 * @param capability compute capability, major and minor number: {@code 90} for 9.0
 * @param tf32 whether products in float32 may be computed in TF32, with 10 bits of mantissa
 */
public record GpuFacts(long memoryBytes, String capability, boolean tf32) implements Serializable {
  /**
   * The environment variable that turns TF32 off, by the value 0. NVIDIA's libraries read it when
   * they are loaded; without it cuDNN computes convolutions in TF32.
   */
  public static final String TF32_VARIABLE = "NVIDIA_TF32_OVERRIDE";

  /** The first compute capability with TF32, that of Ampere. */
  private static final int FIRST_WITH_TF32 = 80;

  /** The facts of a GPU that this process can use. */
  static GpuFacts of(Device gpu) {
    String capability = CudaUtils.getComputeCapability(gpu.getDeviceId());
    return new GpuFacts(
        CudaUtils.getGpuMemory(gpu).getMax(), capability, usesTf32(capability, System.getenv()));
  }

  static boolean usesTf32(String capability, Map<String, String> environment) {
    return Integer.parseInt(capability) >= FIRST_WITH_TF32
        && !environment.getOrDefault(TF32_VARIABLE, "").strip().equals("0");
  }
}
