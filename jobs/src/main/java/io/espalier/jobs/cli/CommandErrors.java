package io.espalier.jobs.cli;

import io.espalier.jobs.query.InvalidQuery;
import io.espalier.jobs.sweep.InvalidConfig;
import io.espalier.pruning.storage.Reason;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells users of their mistakes, in few lines and without a stack trace. */
final class CommandErrors {
  private CommandErrors() {}

  /** A command line that cannot be understood; without the whole help, which would bury it. */
  static int ofCommandLine(ParameterException mistake, String[] arguments) {
    CommandLine command = mistake.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(mistake.getMessage());
    if (mistake instanceof MissingParameterException
        && !command.getUnmatchedArguments().isEmpty()) {
      err.println(
          "Unknown: " + String.join(", ", command.getUnmatchedArguments())); // a typing error of it
    }
    UnmatchedArgumentException.printSuggestions(mistake, err);
    err.println("See %s --help".formatted(command.getCommandSpec().qualifiedName()));
    err.flush();
    return ExitCode.COMMAND_LINE;
  }

  /**
   * What a command threw.
   *
   * @throws Exception {@code thrown} where it is a defect of ours: picocli shows where
   */
  static int ofInput(Exception thrown, CommandLine command, ParseResult parsed) throws Exception {
    if (thrown instanceof InvalidConfig || thrown instanceof InvalidQuery) {
      return tell(command, thrown.getMessage());
    }
    if (thrown instanceof FileSystemException file) {
      return tell(command, "Cannot go on: %s: %s".formatted(file.getFile(), Reason.of(file)));
    }
    if (thrown instanceof IOException io) {
      String reason = Reason.of(io);
      return tell(command, reason.startsWith("Cannot ") ? reason : "Cannot go on: " + reason);
    }
    throw thrown;
  }

  /** An input that is larger than the memory. */
  static int tell(CommandLine command, OutOfMemoryError error) {
    return tell(
        command,
        "Cannot go on: the driver has too little memory, %d MB (%s); give it more, as in --driver-memory 8g"
            .formatted(Runtime.getRuntime().maxMemory() >> 20, error.getMessage()));
  }

  private static int tell(CommandLine command, String message) {
    command.getErr().println(message);
    command.getErr().flush();
    return ExitCode.INPUT;
  }
}
