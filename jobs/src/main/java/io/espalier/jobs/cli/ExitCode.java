package io.espalier.jobs.cli;

/** What the process tells its caller. */
final class ExitCode {
  static final int DONE = 0;
  static final int COMMAND_LINE = 1;
  static final int INPUT = 2;
  static final int INTERNAL = 3;
  static final int FAILED_RUNS = 4;

  /** As a shell says it of what Ctrl-C ended. */
  static final int CANCELLED = 130;

  private ExitCode() {}
}
