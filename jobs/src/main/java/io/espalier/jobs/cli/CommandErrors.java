// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.query.InvalidQuery;
import io.espalier.jobs.sweep.InvalidConfig;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.engine.EngineUnavailable;
import io.espalier.pruning.storage.LocationCredentials;
import io.espalier.pruning.storage.Reason;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import org.apache.spark.util.ShutdownHookManager;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints errors for users, in few lines, without a stack trace, and without credentials. */
final class CommandErrors {
  private CommandErrors() {}

  /** Prints an invalid command line, without the full usage help, which would hide the error. */
  static int ofCommandLine(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(LocationCredentials.hidden(error.getMessage()));
    if (error instanceof MissingParameterException && !command.getUnmatchedArguments().isEmpty()) {
      String unknown = String.join(", ", command.getUnmatchedArguments());
      err.println("Unknown arguments: " + LocationCredentials.hidden(unknown));
    }
    UnmatchedArgumentException.printSuggestions(error, err);
    err.println("See %s --help".formatted(command.getCommandSpec().qualifiedName()));
    err.flush();
    return ExitCode.COMMAND_LINE;
  }

  /**
   * Prints an exception that a command threw; nothing when a signal has ended the process.
   *
   * @throws Exception {@code thrown} when it is a defect in Espalier; picocli prints its stack
   *     trace
   */
  static int ofInput(Exception thrown, CommandLine command, ParseResult parsed) throws Exception {
    if (ShutdownHookManager.inShutdown()) { // a signal stopped Spark, which fails what still runs
      return ExitCode.CANCELLED;
    }
    if (thrown instanceof InvalidConfig
        || thrown instanceof InvalidQuery
        || thrown instanceof InvalidSettings
        || thrown instanceof EngineUnavailable) {
      return print(command, thrown.getMessage());
    }
    if (thrown instanceof FileSystemException file) {
      return print(command, "Cannot continue: %s: %s".formatted(file.getFile(), Reason.of(file)));
    }
    if (thrown instanceof IOException io) {
      String reason = Reason.of(io);
      return print(command, reason.startsWith("Cannot ") ? reason : "Cannot continue: " + reason);
    }
    throw thrown;
  }

  /** Prints that an input does not fit into the memory of the driver. */
  static int print(CommandLine command, OutOfMemoryError error) {
    return print(
        command,
        "Cannot continue: the driver has too little memory, %s MB (%s); increase it, for example --driver-memory 8g"
            .formatted(Runtime.getRuntime().maxMemory() >> 20, error.getMessage()));
  }

  private static int print(CommandLine command, String message) {
    command.getErr().println(LocationCredentials.hidden(message));
    command.getErr().flush();
    return ExitCode.INPUT;
  }
}
