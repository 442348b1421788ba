// SPDX-License-Identifier: Apache-2.0
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
import io.espalier.pruning.storage.LocationCredentials;
import io.espalier.pruning.storage.Reason;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The datasets of a sweep, read once by the driver before anything runs. */
public record DataSources(List<DataSource> sources) {
  public DataSources {
    sources = List.copyOf(sources);
  }

  /** The location of each dataset, as seen by executors; empty for a generated one. */
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
   * Reads every dataset completely.
   *
   * @param problems receives what is invalid; a dataset without a folder is reported once
   * @return the fingerprints of the datasets that can be read
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
                "Cannot find %s: no folder is set; set data.%s here or pass --set data.%s=…"
                    .formatted(name, name, name)));
      }
    }
    return ofPlaced(storage, problems);
  }

  /**
   * Reads every dataset whose folder is given completely; the others have {@link RunSpec#NOT_READ}
   * instead of a fingerprint.
   *
   * @param problems receives what is invalid in the datasets that are read
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
   * The number of training images of each dataset whose folder is given or that needs none.
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
   * The number of images that the results of each dataset are over, held-out ones where it has
   * some; of each dataset whose folder is given or that needs none.
   *
   * @throws IOException when one of them cannot be read
   */
  public Map<Choice<ImageDataset>, Integer> testImages(HadoopStorage storage) throws IOException {
    Map<Choice<ImageDataset>, Integer> images = new HashMap<>();
    for (DataSource source : sources) {
      if (source.isPlaced()) {
        images.put(source.dataset(), read(source, storage).test().size());
      }
    }
    return images;
  }

  /**
   * The image format of each dataset; the published one, if any, where no folder is given.
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

  /**
   * Lines for a user on files that the datasets leave out, each once for a folder, however many
   * settings of a dataset read it.
   *
   * @throws IOException when a dataset whose folder is given cannot be read
   */
  public List<String> notes(HadoopStorage storage) throws IOException {
    Set<String> notes = new LinkedHashSet<>();
    for (DataSource source : sources) {
      if (source.isPlaced()) {
        notes.addAll(read(source, storage).notes());
      }
    }
    return List.copyOf(notes);
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
                      .formatted(
                          source.dataset().name(),
                          LocationCredentials.hidden(source.location()),
                          Reason.of(e))));
        }
      }
    }
    return fingerprints;
  }
}
