// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import java.util.List;

/**
 * A wrong value and what must come of it.
 *
 * @param value as on the command line
 * @param exit code
 * @param told what the user reads, among other words
 */
record BadValue(String value, int exit, List<String> told) {
  BadValue(String value, int exit, String... told) {
    this(value, exit, List.of(told));
  }

  /** Of a config or an input. */
  static BadValue input(String value, String... told) {
    return new BadValue(value, ExitCode.INPUT, told);
  }
}
