// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.sweep.ConfigProblem;
import io.espalier.jobs.sweep.DataSource;
import io.espalier.jobs.sweep.InvalidConfig;
import io.espalier.jobs.sweep.SweepConfig;
import java.util.List;
import java.util.Optional;

/**
 * The result of reading a configuration.
 *
 * @param config the sweep; empty exactly when there are problems
 * @param sources the datasets that could be read, so that their folders are checked even if there
 *     are other problems
 * @param problems all problems
 */
public record ConfigReading(
    Optional<SweepConfig> config, List<DataSource> sources, List<ConfigProblem> problems) {
  public ConfigReading {
    sources = List.copyOf(sources);
    problems = List.copyOf(problems);
    if (config.isPresent() != problems.isEmpty()) {
      throw new IllegalArgumentException("Invalid reading: must have either a sweep or problems");
    }
  }

  static ConfigReading of(SweepConfig config) {
    return new ConfigReading(Optional.of(config), config.sources(), List.of());
  }

  static ConfigReading broken(List<DataSource> sources, List<ConfigProblem> problems) {
    return new ConfigReading(Optional.empty(), sources, problems);
  }

  /**
   * The sweep.
   *
   * @throws InvalidConfig with all problems, when there are any
   */
  public SweepConfig orThrow() {
    return config.orElseThrow(() -> new InvalidConfig(problems));
  }
}
