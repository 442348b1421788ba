package io.espalier.jobs.cli;

import io.espalier.jobs.config.ConfigReading;
import io.espalier.jobs.data.DataSources;
import io.espalier.jobs.estimate.NetworkSizes;
import io.espalier.jobs.estimate.SettingFacts;
import io.espalier.jobs.plan.SweepGraph;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.sweep.ConfigProblem;
import io.espalier.jobs.sweep.InvalidConfig;
import io.espalier.jobs.sweep.Place;
import io.espalier.jobs.sweep.SweepConfig;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A sweep whose input has been tried.
 *
 * @param config what is asked for
 * @param data the datasets
 * @param graph of all runs
 */
record ResolvedSweep(SweepConfig config, DataSources data, SweepGraph graph) {

  /** Reads datasets; what is wrong with them is added to {@code problems}. */
  @FunctionalInterface
  private interface Reading {
    Map<Choice<ImageDataset>, String> fingerprints(DataSources data, List<ConfigProblem> problems);
  }

  /**
   * A sweep to be run: every dataset read, the output written to.
   *
   * @throws InvalidConfig with all that is wrong with config, data and output
   */
  static ResolvedSweep forRun(ConfigOptions options, ResultStore out) {
    List<ConfigProblem> problems = new ArrayList<>();
    try {
      out.checkWritable();
    } catch (IOException e) {
      problems.add(new ConfigProblem(Place.option("--out"), e.getMessage()));
    }
    return of(options, problems, (data, found) -> data.fingerprints(out.storage(), found));
  }

  /**
   * A sweep to be held against results: every dataset read, since its content is part of the keys.
   *
   * @throws InvalidConfig with all that is wrong with config and data
   */
  static ResolvedSweep forComparison(ConfigOptions options, HadoopStorage storage) {
    return of(options, new ArrayList<>(), (data, found) -> data.fingerprints(storage, found));
  }

  /**
   * A sweep to be looked at before all data are there: only datasets whose folders are given are
   * read, and the keys of runs on others are provisional.
   *
   * @throws InvalidConfig with all that is wrong with the config and the data that are given
   */
  static ResolvedSweep provisional(ConfigOptions options, HadoopStorage storage) {
    return of(
        options, new ArrayList<>(), (data, found) -> data.provisionalFingerprints(storage, found));
  }

  /**
   * What is known of the networks and the data, by setting.
   *
   * @throws IOException when a dataset whose folder is given cannot be read
   */
  Map<String, SettingFacts> facts(HadoopStorage storage) throws IOException {
    return NetworkSizes.of(graph.whole().graph(), data.trainImages(storage), data.formats(storage));
  }

  private static ResolvedSweep of(
      ConfigOptions options, List<ConfigProblem> problems, Reading reading) {
    ConfigReading read = options.read();
    problems.addAll(read.problems());
    DataSources data = new DataSources(read.sources());
    Map<Choice<ImageDataset>, String> fingerprints = reading.fingerprints(data, problems);
    if (!problems.isEmpty()) {
      throw new InvalidConfig(problems);
    }
    SweepConfig config = read.orThrow();
    return new ResolvedSweep(config, data, SweepGraph.of(config.parts(), fingerprints));
  }
}
