package io.espalier.jobs;

import io.espalier.jobs.config.ConfigProblem;
import io.espalier.jobs.config.InvalidConfig;
import io.espalier.jobs.config.Place;
import io.espalier.jobs.config.SweepConfig;
import io.espalier.jobs.plan.SweepGraph;
import io.espalier.jobs.run.DataSources;
import io.espalier.jobs.store.HadoopStorage;
import io.espalier.jobs.store.ResultStore;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sweep whose input has been tried.
 *
 * @param config what is asked for
 * @param data the datasets
 * @param graph of all runs
 */
record PreparedSweep(SweepConfig config, DataSources data, SweepGraph graph) {

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
  static PreparedSweep toRun(ConfigOptions options, ResultStore out) {
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
  static PreparedSweep toCompare(ConfigOptions options, HadoopStorage storage) {
    return of(options, new ArrayList<>(), (data, found) -> data.fingerprints(storage, found));
  }

  /**
   * A sweep to be looked at before all data are there: only datasets whose folders are given are
   * read, and the keys of runs on others are provisional.
   *
   * @throws InvalidConfig with all that is wrong with the config and the data that are given
   */
  static PreparedSweep provisional(ConfigOptions options, HadoopStorage storage) {
    return of(
        options, new ArrayList<>(), (data, found) -> data.provisionalFingerprints(storage, found));
  }

  private static PreparedSweep of(
      ConfigOptions options, List<ConfigProblem> problems, Reading reading) {
    Optional<SweepConfig> config = Optional.empty();
    DataSources data;
    try {
      config = Optional.of(options.read());
      data = new DataSources(config.get().sources());
    } catch (InvalidConfig e) {
      problems.addAll(e.problems());
      data = new DataSources(e.sources());
    }
    Map<Choice<ImageDataset>, String> fingerprints = reading.fingerprints(data, problems);
    if (!problems.isEmpty()) {
      throw new InvalidConfig(problems);
    }
    return new PreparedSweep(
        config.orElseThrow(), data, SweepGraph.of(config.get().parts(), fingerprints));
  }
}
