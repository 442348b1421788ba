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
 * A sweep whose input has been tried: every dataset read, the output written to.
 *
 * @param data the datasets
 * @param graph of all runs
 */
record PreparedSweep(DataSources data, RunGraph graph) {

  /**
   * @param out where results will go; nothing is tried when empty
   * @throws InvalidConfig with all that is wrong with data and output
   */
  static PreparedSweep of(SweepConfig config, HadoopStorage storage, Optional<ResultStore> out) {
    List<ConfigProblem> problems = new ArrayList<>();
    DataSources data = new DataSources(config.sources());
    var fingerprints = data.fingerprints(storage, problems);
    out.ifPresent(
        store -> {
          try {
            store.checkWritable();
          } catch (IOException e) {
            problems.add(new ConfigProblem(Place.option("--out"), e.getMessage()));
          }
        });
    if (!problems.isEmpty()) {
      throw new InvalidConfig(problems);
    }
    return new PreparedSweep(data, Grid.graph(config.cells(), fingerprints));
  }
}
