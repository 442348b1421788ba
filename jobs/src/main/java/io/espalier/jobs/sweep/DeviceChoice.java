package io.espalier.jobs.sweep;

/** Where runs compute. */
public enum DeviceChoice {
  /** On the GPU that Spark leases to the task; on the CPU where Spark leases none. */
  AUTO,
  /** On the CPU, whatever Spark leases. */
  CPU,
  /** On the GPU that Spark leases to the task; where it leases none, the run fails. */
  GPU
}
