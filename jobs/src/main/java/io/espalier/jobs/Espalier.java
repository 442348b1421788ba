package io.espalier.jobs;

import io.espalier.jobs.config.InvalidConfig;
import io.espalier.jobs.run.BuildInfo;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** The command line, started by {@code deploy/espalier} or by {@code spark-submit}. */
@Command(
    name = "espalier",
    description = "Trains and prunes whole paper grids on Apache Spark.",
    mixinStandardHelpOptions = true,
    versionProvider = Espalier.Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeOnInvalidInput = ExitCode.COMMAND_LINE,
    exitCodeOnExecutionException = ExitCode.INTERNAL,
    subcommands = {
      SweepCommand.class,
      PlanCommand.class,
      DoctorCommand.class,
      ReportCommand.class,
      SqlCommand.class,
      CompactCommand.class
    })
public final class Espalier {
  private Espalier() {}

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"Espalier " + new BuildInfo().version()};
    }
  }

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Everything but the exit. */
  static int run(String... arguments) {
    return new CommandLine(new Espalier())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (thrown, commandLine, parsed) -> {
              if (thrown instanceof InvalidConfig) {
                commandLine.getErr().println(thrown.getMessage());
                return ExitCode.INPUT;
              }
              if (thrown instanceof IOException) {
                commandLine.getErr().println("Cannot go on: " + thrown.getMessage());
                return ExitCode.INPUT;
              }
              throw thrown; // a defect of ours: picocli shows where
            })
        .execute(arguments);
  }
}
