// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

/**
 * Thrown when the device of a task does not exist. The executor is at fault, not the run, so Spark
 * retries the task on another executor.
 */
public final class NoSuchDevice extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoSuchDevice(String message) {
    super(message);
  }
}
