// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import java.util.List;

/**
 * An invalid value and the expected result.
 *
 * @param value as on the command line
 * @param exit code
 * @param told texts that the error output must contain
 */
record BadValue(String value, int exit, List<String> told) {
  BadValue(String value, int exit, String... told) {
    this(value, exit, List.of(told));
  }

  /** An invalid value of a config or an input. */
  static BadValue input(String value, String... told) {
    return new BadValue(value, ExitCode.INPUT, told);
  }
}
