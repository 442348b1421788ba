// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.config.ConfigReader;
import io.espalier.jobs.config.ConfigReading;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The arguments that name a sweep. */
final class ConfigOptions {
  @Parameters(
      paramLabel = "CONFIG",
      description = "YAML file that defines the sweep: a local path, or a URI such as hdfs:///…")
  private String file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Override a key of the sweep, for example data.cifar10=/path. Repeatable.")
  private List<String> overrides = new ArrayList<>();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Prints lines about the sweep's data to the error output. */
  void print(List<String> notes) {
    PrintWriter err = command.commandLine().getErr();
    notes.forEach(err::println);
    err.flush();
  }

  /** Reads a URI with {@code storage}, and any other text as a path of this machine. */
  ConfigReading read(HadoopStorage storage) {
    return ConfigReader.read(
        file, () -> Storage.isUri(file) ? storage.open(file) : local(), overrides);
  }

  private InputStream local() throws IOException {
    try {
      return Files.newInputStream(
          DriverPlace.ofThisProcess() == DriverPlace.CLUSTER
              ? shipped(Path.of(file))
              : Path.of(file));
    } catch (InvalidPathException e) {
      throw new IOException("it is no path (%s)".formatted(e.getReason()), e);
    }
  }

  /** The copy in the working folder, which YARN makes of the files that {@code --files} names. */
  private static Path shipped(Path named) {
    Path copy = Path.of(named.getFileName().toString());
    return !Files.exists(named) && Files.exists(copy) ? copy : named;
  }
}
