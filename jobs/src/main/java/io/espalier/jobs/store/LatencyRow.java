// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;

/**
 * The time of a forward pass of a ticket, in one of its forms: a row of the table {@code
 * latencies}. The rows of one measurement have the same key and {@code measuredAt}; their passes
 * were timed in turns.
 *
 * @param key key of the run that wrote the ticket
 * @param form {@code dense}: the network with no weight removed; {@code masked}: removed weights
 *     are 0; {@code compact}: without the channels that have no effect
 * @param runtime {@code libtorch} or {@code onnxruntime}
 * @param runtimeVersion version of the runtime
 * @param batch images of a pass
 * @param threads threads of the runtime for operations on the CPU
 * @param device name of the device: {@code cpu}, {@code gpu0}, …
 * @param deviceKind model name of the processor or GPU
 * @param host name of the machine
 * @param instructionSet largest instruction set that libtorch used, by its name in oneDNN; null on
 *     a GPU, if unknown, and for other runtimes
 * @param passes number of timed passes
 * @param medianMs median time of a pass, in milliseconds
 * @param lowerMs lower quartile of the times, in milliseconds
 * @param upperMs upper quartile of the times, in milliseconds
 * @param imagesPerSecond {@code batch} ÷ the median
 * @param parameters number of parameters of the form, those that are 0 included
 * @param macs multiply-accumulate operations that the form computes for one image, with zeros
 *     included
 * @param memoryBytes memory that loading the form and a pass add to a process with its runtime
 *     loaded, at the peak; null where the system does not tell it
 * @param fileBytes size of the file of the form: of its weights for libtorch, of the model for ONNX
 *     Runtime
 * @param measuredAt time of the measurement, in milliseconds since 1970 UTC
 * @param espalierVersion version of Espalier
 */
public record LatencyRow(
    String key,
    String form,
    String runtime,
    String runtimeVersion,
    int batch,
    int threads,
    String device,
    String deviceKind,
    String host,
    @Nullable String instructionSet,
    int passes,
    double medianMs,
    double lowerMs,
    double upperMs,
    double imagesPerSecond,
    long parameters,
    long macs,
    @Nullable Long memoryBytes,
    long fileBytes,
    long measuredAt,
    String espalierVersion)
    implements Serializable {

  /**
   * @throws IllegalArgumentException naming every value that is missing or out of range
   */
  public LatencyRow {
    Requirements requirements =
        new Requirements()
            .fileName("key", key)
            .text("form", form)
            .text("runtime", runtime)
            .text("runtime_version", runtimeVersion)
            .atLeast(1, "batch", batch)
            .atLeast(1, "threads", threads)
            .text("device", device)
            .text("device_kind", deviceKind)
            .text("host", host)
            .atLeast(1, "passes", passes)
            .notNegative("lower_ms", lowerMs)
            .that(medianMs >= lowerMs, "median_ms", medianMs, "at least lower_ms")
            .that(upperMs >= medianMs, "upper_ms", upperMs, "at least median_ms")
            .notNegative("images_per_second", imagesPerSecond)
            .atLeast(1, "parameters", parameters)
            .atLeast(1, "macs", macs)
            .atLeast(1, "file_bytes", fileBytes)
            .atLeast(0, "measured_at", measuredAt)
            .text("espalier_version", espalierVersion);
    if (memoryBytes != null) {
      requirements.atLeast(0, "memory_bytes", memoryBytes);
    }
    requirements.check();
  }
}
