package io.espalier.jobs.data;

import io.espalier.jobs.plan.RunSpec;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.sweep.ConfigProblem;
import io.espalier.jobs.sweep.DataSource;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.DataException;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.data.ImageFormat;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.storage.Reason;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The datasets of a sweep, read once by the driver before anything runs. */
public record DataSources(List<DataSource> sources) {
  public DataSources {
    sources = List.copyOf(sources);
  }

  /** Where executors find each dataset; empty for one that is generated. */
  public Map<Choice<ImageDataset>, String> locations(HadoopStorage storage) {
    return sources.stream()
        .collect(
            Collectors.toMap(
                DataSource::dataset,
                source -> storage.absolute(source.location()),
                (one, same) -> one,
                LinkedHashMap::new));
  }

  /**
   * Reads every dataset whole.
   *
   * @param problems takes what is wrong with any of them; a dataset without its folder is told once
   * @return the fingerprints of those that can be read
   */
  public Map<Choice<ImageDataset>, String> fingerprints(
      HadoopStorage storage, List<ConfigProblem> problems) {
    Set<String> missing = new HashSet<>();
    for (DataSource source : sources) {
      String name = source.dataset().name();
      if (!source.isPlaced() && missing.add(name)) {
        problems.add(
            new ConfigProblem(
                source.place(),
                "Cannot find %s: no folder given, must be data.%s here or --set data.%s=…"
                    .formatted(name, name, name)));
      }
    }
    return ofPlaced(storage, problems);
  }

  /**
   * Reads every dataset whole whose folder is given; the others have {@link RunSpec#NOT_READ} in
   * place of a fingerprint.
   *
   * @param problems takes what is wrong with any dataset that is read
   */
  public Map<Choice<ImageDataset>, String> provisionalFingerprints(
      HadoopStorage storage, List<ConfigProblem> problems) {
    Map<Choice<ImageDataset>, String> fingerprints = ofPlaced(storage, problems);
    sources.stream()
        .filter(source -> !source.isPlaced())
        .forEach(source -> fingerprints.put(source.dataset(), RunSpec.NOT_READ));
    return fingerprints;
  }

  /**
   * How many training images each dataset has whose folder is given, or that needs none.
   *
   * @throws IOException when one of them cannot be read
   */
  public Map<Choice<ImageDataset>, Integer> trainImages(HadoopStorage storage) throws IOException {
    Map<Choice<ImageDataset>, Integer> images = new HashMap<>();
    for (DataSource source : sources) {
      if (source.isPlaced()) {
        images.put(source.dataset(), read(source, storage).train().size());
      }
    }
    return images;
  }

  /**
   * The form of each dataset's images: of those without their folder as far as it is published.
   *
   * @throws IOException when a dataset whose folder is given cannot be read
   */
  public Map<Choice<ImageDataset>, ImageFormat> formats(HadoopStorage storage) throws IOException {
    Map<Choice<ImageDataset>, ImageFormat> formats = new HashMap<>();
    for (DataSource source : sources) {
      if (source.isPlaced()) {
        formats.put(source.dataset(), read(source, storage).format());
      } else {
        source.dataset().value().published().ifPresent(f -> formats.put(source.dataset(), f));
      }
    }
    return formats;
  }

  private static ImageSet read(DataSource source, HadoopStorage storage) throws IOException {
    return DatasetCache.SHARED.get(source.dataset(), source.location(), storage);
  }

  private Map<Choice<ImageDataset>, String> ofPlaced(
      HadoopStorage storage, List<ConfigProblem> problems) {
    Map<Choice<ImageDataset>, String> fingerprints = new LinkedHashMap<>();
    for (DataSource source : sources) {
      if (source.isPlaced()) {
        try {
          fingerprints.put(
              source.dataset(),
              DatasetCache.SHARED.fingerprint(source.dataset(), source.location(), storage));
        } catch (DataException e) {
          problems.add(new ConfigProblem(source.place(), e.getMessage()));
        } catch (IOException e) {
          problems.add(
              new ConfigProblem(
                  source.place(),
                  "Cannot read %s from %s: %s"
                      .formatted(source.dataset().name(), source.location(), Reason.of(e))));
        }
      }
    }
    return fingerprints;
  }
}
