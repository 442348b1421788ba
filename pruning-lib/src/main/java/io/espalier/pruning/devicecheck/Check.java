// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

/** One check of a device. */
@FunctionalInterface
interface Check {
  /**
   * Checks and prints a line for each result.
   *
   * @param device device name of DJL: {@code cpu}, {@code gpu0}
   * @throws Exception when the check cannot be completed, which is a failure of it
   */
  void run(String device, CheckLines lines) throws Exception;
}
