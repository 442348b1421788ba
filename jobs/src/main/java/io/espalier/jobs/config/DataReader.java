// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.config.Located.Entry;
import io.espalier.jobs.config.Located.Mapping;
import io.espalier.jobs.sweep.DataSource;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.catalog.Suggestions;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.storage.LocationCredentials;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The folders under {@code data}, one for each dataset.
 *
 * @param locations what is given, by the name of the dataset; not all are folders
 */
record DataReader(Map<String, Located> locations) {
  static final String DATA = "data";

  /** Reads {@code data} of a config, and reports values that are no folders as problems. */
  static DataReader of(Mapping config, Problems problems) {
    Mapping section = Sections.optional(config, DATA, "a mapping of datasets to folders", problems);
    Map<String, Located> locations = new LinkedHashMap<>();
    section
        .entries()
        .forEach(
            (name, entry) -> {
              check(name, entry, problems);
              locations.put(name, entry.value());
            });
    return new DataReader(locations);
  }

  /** Whether a location is given for this dataset, a folder or not. */
  boolean names(Choice<ImageDataset> dataset) {
    return locations.containsKey(dataset.name());
  }

  /** A dataset with its folder, if it is given. */
  DataSource source(Picked<Choice<ImageDataset>> dataset) {
    Located given = locations.get(dataset.value().name());
    return given != null && dataset.value().value().needsLocation()
        ? new DataSource(dataset.value(), folder(given), given.place())
        : new DataSource(dataset.value(), "", dataset.place());
  }

  private static void check(String name, Entry entry, Problems problems) {
    if (!Datasets.ALL.names().contains(name)) {
      problems.add(entry.place(), Suggestions.unknown("dataset", name, Datasets.ALL.names()));
    } else if (!Datasets.ALL.choose(name, Map.of()).value().needsLocation()) {
      problems.invalid("data." + name, entry.value(), "omitted: %s is generated".formatted(name));
    } else if (folder(entry.value()).isEmpty()) {
      problems.invalid("data." + name, entry.value(), "a folder");
    } else if (LocationCredentials.areIn(folder(entry.value()))) {
      problems.add(entry.value().place(), LocationCredentials.refusal(folder(entry.value())));
    }
  }

  /** Empty when the value is not a folder. */
  private static String folder(Located given) {
    return given.plain() instanceof String folder && !folder.isBlank() ? folder : "";
  }
}
