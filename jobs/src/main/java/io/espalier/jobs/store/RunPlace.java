// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;

/**
 * The machine and device of a run.
 *
 * @param threads threads of the engine for operations on the CPU
 * @param device name of the device: {@code cpu}, {@code gpu0}, …
 * @param deviceKind model name of the processor or GPU; compute capability of a GPU whose model is
 *     not certain ({@code sm_90}), and of all GPUs in rows before schema version 4; seconds are
 *     comparable within one kind
 * @param host name of the machine
 * @param executor Spark's id of the executor
 * @param instructionSet largest instruction set that the engine used, by its name in oneDNN; null
 *     on a GPU, if unknown, and in rows before schema version 3
 * @param tf32 whether products in float32 could be computed in TF32, with 10 bits of mantissa; null
 *     on a CPU and in rows before schema version 4
 */
public record RunPlace(
    int threads,
    String device,
    String deviceKind,
    String host,
    String executor,
    @Nullable String instructionSet,
    @Nullable Boolean tf32)
    implements Serializable {

  /**
   * @throws IllegalArgumentException naming every value that is missing or out of range
   */
  public RunPlace {
    new Requirements()
        .atLeast(1, "threads", threads)
        .text("device", device)
        .text("device_kind", deviceKind)
        .text("host", host)
        .text("executor", executor)
        .check();
  }
}
