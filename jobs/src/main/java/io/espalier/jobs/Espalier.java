package io.espalier.jobs;

import io.espalier.jobs.run.BuildInfo;
import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.util.ShutdownHookManager;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

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
    Optional.ofNullable(System.getenv("ESPALIER_WORK"))
        .map(File::new)
        .filter(
            work -> work.getName().startsWith("espalier-work-") && new File(work, "lock").isFile())
        .ifPresent(ShutdownHookManager::registerShutdownDeleteDir);
    System.exit(run(arguments));
  }

  /** Everything but the exit. */
  static int run(String... arguments) {
    CommandLine commandLine = commandLine();
    try {
      return commandLine.execute(arguments);
    } catch (OutOfMemoryError e) { // picocli hands on what is no Exception
      return Mistakes.tell(commandLine, e);
    }
  }

  /** All commands, as users call them. */
  static CommandLine commandLine() {
    return new CommandLine(new Espalier())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(String.class, Espalier::notBlank)
        .registerConverter(Path.class, text -> Path.of(notBlank(text)))
        .setParameterExceptionHandler(Mistakes::ofCommandLine)
        .setExecutionExceptionHandler(Mistakes::ofInput);
  }

  /**
   * An empty text is what a shell makes of a variable that is not set; as a folder it is the root.
   */
  private static String notBlank(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("'%s' is empty, must not be".formatted(text));
    }
    return text;
  }
}
