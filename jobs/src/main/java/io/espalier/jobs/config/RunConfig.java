// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.config.Located.Mapping;
import io.espalier.jobs.sweep.DataSource;
import io.espalier.jobs.sweep.Execution;
import io.espalier.jobs.sweep.InvalidConfig;
import io.espalier.jobs.sweep.Place;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import java.util.List;
import java.util.Map;

/**
 * What a run needs beside all that decides its result: the keys {@code data}, {@code device} and
 * {@code checkpoint} of a config.
 *
 * @param source the dataset and its location, which can be missing
 * @param execution how the run is executed
 */
public record RunConfig(DataSource source, Execution execution) {
  private static final List<String> KEYS =
      List.of(DataReader.DATA, ExecutionReader.DEVICE, ExecutionReader.CHECKPOINT);

  /**
   * Reads these keys from options alone.
   *
   * @param dataset the dataset of the run
   * @param options {@code key=value} as given to {@code --set}
   * @throws InvalidConfig with all problems; a missing location is none
   */
  public static RunConfig read(Choice<ImageDataset> dataset, List<String> options) {
    Problems problems = new Problems();
    Mapping none = new Mapping(Place.option("--set"), Map.of());
    Mapping config = new Overrides(problems).over(none, options);
    Keys.check("key of a run", config, KEYS, problems);
    DataReader data = DataReader.of(config, problems);
    Execution execution = new ExecutionReader(config, problems).read();
    if (!problems.isEmpty()) {
      throw new InvalidConfig(problems.found());
    }
    return new RunConfig(data.source(new Picked<>(Place.option("--set"), dataset)), execution);
  }
}
