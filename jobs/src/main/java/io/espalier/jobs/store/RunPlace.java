package io.espalier.jobs.store;

import java.io.Serializable;

/**
 * Where a run ran.
 *
 * @param threads of the engine, for operations on the CPU
 * @param device the device it had: {@code cpu}, {@code gpu:0}, …
 * @param deviceKind what such a device is, so that seconds may be compared: the processor's or
 *     GPU's model name
 * @param host name of the machine
 * @param executor Spark's id of the executor
 * @param instructionSet the largest that the engine used of the processor, by oneDNN's name; null
 *     on a GPU, where none is known, and in rows before schema version 3
 */
public record RunPlace(
    int threads,
    String device,
    String deviceKind,
    String host,
    String executor,
    @Nullable String instructionSet)
    implements Serializable {

  /**
   * @throws IllegalArgumentException naming the first value that is missing or out of range
   */
  public RunPlace {
    Require.atLeast(1, "threads", threads);
    Require.text("device", device);
    Require.text("device_kind", deviceKind);
    Require.text("host", host);
    Require.text("executor", executor);
  }
}
