// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

/** The exit codes of the process. */
final class ExitCode {
  static final int DONE = 0;
  static final int COMMAND_LINE = 1;
  static final int INPUT = 2;
  static final int INTERNAL = 3;
  static final int FAILED_RUNS = 4;

  /** A run made again is not equal to the recorded one. */
  static final int DIFFERENT = 5;

  /** The code that shells use for a process ended by Ctrl-C. */
  static final int CANCELLED = 130;

  private ExitCode() {}

  /** Whether the same command would end the same way, so that nobody needs to start it again. */
  static boolean isFinal(int code) {
    return code != INTERNAL && code != CANCELLED;
  }
}
