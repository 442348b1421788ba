// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.sweep;

/** The device of runs. */
public enum DeviceChoice {
  /** The GPU that Spark assigns to the task; the CPU if Spark assigns none. */
  AUTO,
  /** Always the CPU. */
  CPU,
  /** The GPU that Spark assigns to the task; without one, the run fails. */
  GPU
}
