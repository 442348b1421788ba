// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.sweep.ConfigProblem;
import io.espalier.jobs.sweep.DataSource;
import java.util.List;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Where the driver runs. */
enum DriverPlace {
  /** Where the command was called: Spark's deploy mode {@code client}. */
  CALLER,
  /**
   * On a host of the cluster, in a working folder that is deleted with it. A relative path on the
   * local disk names nothing there that a user could mean.
   */
  CLUSTER;

  private static final Set<String> FOLDERS = Set.of("--out", "--to");

  private static final String REMEDY =
      "must be a URI or an absolute path that all hosts reach, because the driver runs on the"
          + " cluster, in a folder that is deleted with it";

  static DriverPlace ofThisProcess() {
    return new SparkConf().get("spark.submit.deployMode", "client").equals("cluster")
        ? CLUSTER
        : CALLER;
  }

  /**
   * @throws ParameterException when a folder of the command would be in the driver's working folder
   */
  void check(ParseResult parsed) {
    if (this == CALLER || !parsed.hasSubcommand()) {
      return;
    }
    ParseResult command = parsed.subcommand();
    HadoopStorage storage =
        new HadoopStorage(SparkHadoopUtil.get().newConfiguration(new SparkConf()));
    for (OptionSpec option : command.matchedOptions()) {
      if (FOLDERS.contains(option.longestName())) {
        for (String given : option.stringValues()) {
          if (storage.isOfWorkingFolder(given)) {
            throw new ParameterException(
                command.commandSpec().commandLine(),
                "Invalid %s: %s, %s".formatted(option.longestName(), given, REMEDY));
          }
        }
      }
    }
  }

  /** The datasets that would be in the driver's working folder, where no executor looks. */
  List<DataSource> unreachable(List<DataSource> sources, HadoopStorage storage) {
    return sources.stream()
        .filter(source -> this == CLUSTER && storage.isOfWorkingFolder(source.location()))
        .toList();
  }

  /** The problem of an unreachable dataset. */
  static ConfigProblem problem(DataSource source) {
    return new ConfigProblem(
        source.place(),
        "Invalid data.%s: %s, %s".formatted(source.dataset().name(), source.location(), REMEDY));
  }
}
