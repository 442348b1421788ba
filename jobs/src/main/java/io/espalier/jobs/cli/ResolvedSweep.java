// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.config.ConfigReading;
import io.espalier.jobs.data.DataSources;
import io.espalier.jobs.estimate.MemorySummary;
import io.espalier.jobs.estimate.NetworkSizes;
import io.espalier.jobs.estimate.SettingFacts;
import io.espalier.jobs.plan.SweepGraph;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.sweep.ConfigProblem;
import io.espalier.jobs.sweep.DataSource;
import io.espalier.jobs.sweep.InvalidConfig;
import io.espalier.jobs.sweep.Place;
import io.espalier.jobs.sweep.SweepConfig;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sweep whose configuration and data have been read and checked.
 *
 * @param config the configuration
 * @param data the datasets
 * @param graph of all runs
 */
record ResolvedSweep(SweepConfig config, DataSources data, SweepGraph graph) {

  /** Reads datasets and adds their errors to {@code problems}. */
  @FunctionalInterface
  private interface Reading {
    Map<Choice<ImageDataset>, String> fingerprints(DataSources data, List<ConfigProblem> problems);
  }

  /**
   * Resolves a sweep for a run: reads every dataset and checks that the output can be written.
   *
   * @throws InvalidConfig with all problems of configuration, data and output
   */
  static ResolvedSweep forRun(ConfigOptions options, ResultStore out) throws IOException {
    List<ConfigProblem> problems = new ArrayList<>();
    try {
      out.checkWritable();
    } catch (IOException e) {
      problems.add(new ConfigProblem(Place.option("--out"), e.getMessage()));
    }
    return of(
        options, out.storage(), problems, (data, found) -> data.fingerprints(out.storage(), found));
  }

  /**
   * Resolves a sweep for a comparison with results: reads every dataset, because its content is
   * part of the keys.
   *
   * @throws InvalidConfig with all problems of configuration and data
   */
  static ResolvedSweep forComparison(ConfigOptions options, HadoopStorage storage)
      throws IOException {
    return of(
        options, storage, new ArrayList<>(), (data, found) -> data.fingerprints(storage, found));
  }

  /**
   * Resolves a sweep before all data exist: reads only datasets whose folder is given; the keys of
   * runs on others are provisional.
   *
   * @throws InvalidConfig with all problems of the configuration and the given data
   */
  static ResolvedSweep provisional(ConfigOptions options, HadoopStorage storage)
      throws IOException {
    return of(
        options,
        storage,
        new ArrayList<>(),
        (data, found) -> data.provisionalFingerprints(storage, found));
  }

  /**
   * The sizes of networks and data, by setting.
   *
   * @throws IOException when a dataset whose folder is given cannot be read
   */
  Map<String, SettingFacts> facts(HadoopStorage storage) throws IOException {
    return NetworkSizes.of(graph.whole().graph(), data.trainImages(storage), data.formats(storage));
  }

  /**
   * The memory of the run that needs the most; empty if no network size is known here.
   *
   * @throws IOException when a dataset whose folder is given cannot be read
   */
  Optional<MemorySummary> memory(HadoopStorage storage) throws IOException {
    return MemorySummary.of(graph.whole().graph().nodes(), facts(storage));
  }

  /** Prints what the data leave out here, in the driver: executors read the same files. */
  private static ResolvedSweep of(
      ConfigOptions options, HadoopStorage storage, List<ConfigProblem> problems, Reading reading)
      throws IOException {
    ConfigReading read = options.read(storage);
    problems.addAll(read.problems());
    List<DataSource> lost = DriverPlace.ofThisProcess().unreachable(read.sources(), storage);
    lost.forEach(source -> problems.add(DriverPlace.problem(source)));
    DataSources data =
        new DataSources(read.sources().stream().filter(source -> !lost.contains(source)).toList());
    Map<Choice<ImageDataset>, String> fingerprints = reading.fingerprints(data, problems);
    if (!problems.isEmpty()) {
      throw new InvalidConfig(problems);
    }
    options.print(data.notes(storage));
    SweepConfig config = read.orThrow();
    return new ResolvedSweep(config, data, SweepGraph.of(config.parts(), fingerprints));
  }
}
