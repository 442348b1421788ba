// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.executor.BuildInfo;
import io.espalier.pruning.storage.LocationCredentials;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** The command line: {@code espalier COMMAND}. */
@Command(
    name = "espalier",
    description = "Trains and prunes the network grids of whole papers on Apache Spark.",
    mixinStandardHelpOptions = true,
    versionProvider = EspalierCommand.Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeOnInvalidInput = ExitCode.COMMAND_LINE,
    exitCodeOnExecutionException = ExitCode.INTERNAL,
    subcommands = {
      SweepCommand.class,
      StatusCommand.class,
      PlanCommand.class,
      DoctorCommand.class,
      ReportCommand.class,
      SqlCommand.class,
      ScoreCommand.class,
      ExportCommand.class,
      LatencyCommand.class,
      MeasureCommand.class,
      ReproduceCommand.class,
      CompactCommand.class
    })
public final class EspalierCommand {
  private EspalierCommand() {}

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"Espalier " + new BuildInfo().version()};
    }
  }

  /** Runs a command and returns its exit code. */
  public static int run(String... arguments) {
    return run(new ToldErrors(System.err), arguments);
  }

  /**
   * Runs a command and returns its exit code.
   *
   * @param errors the error output
   */
  public static int run(ToldErrors errors, String... arguments) {
    CommandLine commandLine = commandLine().setErr(new PrintWriter(errors, true));
    try {
      return commandLine.execute(arguments);
    } catch (OutOfMemoryError e) { // picocli passes errors on
      return CommandErrors.print(commandLine, e);
    }
  }

  /** The root command with all its subcommands. */
  static CommandLine commandLine() {
    return new CommandLine(new EspalierCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUnmatchedOptionsAllowedAsOptionParameters(false) // --images takes many values
        .registerConverter(String.class, EspalierCommand::text)
        .setExecutionStrategy(EspalierCommand::checkedAndRun)
        .setParameterExceptionHandler(CommandErrors::ofCommandLine)
        .setExecutionExceptionHandler(CommandErrors::ofInput);
  }

  private static int checkedAndRun(ParseResult parsed) {
    DriverPlace.ofThisProcess().check(parsed);
    return new CommandLine.RunLast().execute(parsed);
  }

  /**
   * A shell expands an unset variable to an empty string, which as a folder would be the root; a
   * location with credentials would show them wherever it is named.
   */
  private static String text(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("'%s' is blank, must not be blank".formatted(text));
    }
    if (LocationCredentials.areIn(text)) {
      throw new TypeConversionException(LocationCredentials.refusal(text));
    }
    return text;
  }
}
