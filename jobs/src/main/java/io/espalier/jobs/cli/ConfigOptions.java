package io.espalier.jobs.cli;

import io.espalier.jobs.config.ConfigReader;
import io.espalier.jobs.config.ConfigReading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How commands are given a sweep. */
final class ConfigOptions {
  @Parameters(paramLabel = "CONFIG", description = "The sweep, a YAML file.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the sweep, for instance data.cifar10=/path; repeatable.")
  private List<String> overrides = new ArrayList<>();

  ConfigReading read() {
    return ConfigReader.read(file, overrides);
  }
}
