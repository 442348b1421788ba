package io.espalier.jobs.run;

import io.espalier.jobs.config.ConfigProblem;
import io.espalier.jobs.config.DataSource;
import io.espalier.jobs.store.HadoopStorage;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The datasets of a sweep, read once by the driver before anything runs. */
public record DataSources(List<DataSource> sources) {
  public DataSources {
    sources = List.copyOf(sources);
  }

  /** Where each dataset lies. */
  public Map<Choice<ImageDataset>, String> locations() {
    return sources.stream().collect(Collectors.toMap(DataSource::dataset, DataSource::location));
  }

  /**
   * Reads every dataset whole.
   *
   * @param problems takes what is wrong with any of them
   * @return the fingerprints of those that can be read
   */
  public Map<Choice<ImageDataset>, String> fingerprints(
      HadoopStorage storage, List<ConfigProblem> problems) {
    Map<Choice<ImageDataset>, String> fingerprints = new LinkedHashMap<>();
    for (DataSource source : sources) {
      try {
        fingerprints.put(
            source.dataset(),
            DatasetCache.SHARED.fingerprint(source.dataset(), source.location(), storage));
      } catch (IOException e) {
        problems.add(new ConfigProblem(source.place(), e.getMessage()));
      }
    }
    return fingerprints;
  }
}
