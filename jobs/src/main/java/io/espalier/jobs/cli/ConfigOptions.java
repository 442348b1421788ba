// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.config.ConfigReader;
import io.espalier.jobs.config.ConfigReading;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The arguments that name a sweep. */
final class ConfigOptions {
  @Parameters(paramLabel = "CONFIG", description = "YAML file that defines the sweep.")
  private Path file;

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

  ConfigReading read() {
    return ConfigReader.read(file, overrides);
  }
}
