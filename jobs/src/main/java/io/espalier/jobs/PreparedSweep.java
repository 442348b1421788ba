package io.espalier.jobs;

import io.espalier.jobs.config.ConfigProblem;
import io.espalier.jobs.config.InvalidConfig;
import io.espalier.jobs.config.Place;
import io.espalier.jobs.config.SweepConfig;
import io.espalier.jobs.plan.Grid;
import io.espalier.jobs.plan.RunGraph;
import io.espalier.jobs.run.DataSources;
import io.espalier.jobs.store.HadoopStorage;
import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sweep whose input has been tried: the config understood, every dataset read, the output written
 * to.
 *
 * @param config what is asked for
 * @param data the datasets
 * @param graph of all runs
 */
record PreparedSweep(SweepConfig config, DataSources data, RunGraph graph) {

  /**
   * @param out where results will go; nothing is tried when empty
   * @throws InvalidConfig with all that is wrong with config, data and output
   */
  static PreparedSweep of(ConfigOptions options, HadoopStorage storage, Optional<ResultStore> out) {
    List<ConfigProblem> problems = new ArrayList<>();
    Optional<SweepConfig> config = Optional.empty();
    DataSources data;
    try {
      config = Optional.of(options.read());
      data = new DataSources(config.get().sources());
    } catch (InvalidConfig e) {
      problems.addAll(e.problems());
      data = new DataSources(e.sources());
    }
    var fingerprints = data.fingerprints(storage, problems);
    out.ifPresent(store -> tried(store, problems));
    if (!problems.isEmpty()) {
      throw new InvalidConfig(problems);
    }
    return new PreparedSweep(
        config.orElseThrow(), data, Grid.graph(config.get().cells(), fingerprints));
  }

  private static void tried(ResultStore store, List<ConfigProblem> problems) {
    try {
      store.checkWritable();
    } catch (IOException e) {
      problems.add(new ConfigProblem(Place.option("--out"), e.getMessage()));
    }
  }
}
