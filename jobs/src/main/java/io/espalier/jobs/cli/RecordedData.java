// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.config.RunConfig;
import io.espalier.jobs.data.DataSources;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.sweep.ConfigProblem;
import io.espalier.jobs.sweep.InvalidConfig;
import io.espalier.jobs.sweep.Place;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The data of recorded runs, at a place that the user names. */
final class RecordedData {
  private RecordedData() {}

  /**
   * The data, with the content that a run was made on.
   *
   * @param verb what the data are for, in a message: {@code "reproduce"}
   * @throws InvalidConfig when no folder is given, or its content cannot be used
   * @throws IOException when it has another content
   */
  static DataSources of(
      String verb,
      Choice<ImageDataset> dataset,
      String fingerprint,
      RunConfig config,
      HadoopStorage storage)
      throws IOException {
    String name = dataset.name();
    if (!config.source().isPlaced()) {
      throw new InvalidConfig(
          List.of(
              new ConfigProblem(
                  Place.option("--set"),
                  "Cannot find %s: no folder is set; pass --set data.%s=…".formatted(name, name))));
    }
    DataSources data = new DataSources(List.of(config.source()));
    List<ConfigProblem> problems = new ArrayList<>();
    String found = data.fingerprints(storage, problems).get(dataset);
    if (!problems.isEmpty()) {
      throw new InvalidConfig(problems);
    }
    if (!fingerprint.equals(found)) {
      throw new IOException(
          "Cannot %s with %s: its fingerprint is %s, and the run was made with %s; %s"
              .formatted(
                  verb,
                  config.source().location().isEmpty()
                      ? dataset.toString()
                      : dataset + " at " + config.source().location(),
                  found,
                  fingerprint,
                  "pass the folder of the same files"));
    }
    return data;
  }
}
