// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.config.Located.Entry;
import io.espalier.jobs.config.Located.Mapping;
import io.espalier.jobs.config.Located.Scalar;
import io.espalier.jobs.sweep.Place;
import io.espalier.pruning.catalog.Display;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Applies {@code --set key=value} options to a configuration; each adds or replaces one value. */
final class Overrides {
  private final Problems problems;

  Overrides(Problems problems) {
    this.problems = problems;
  }

  /**
   * @param options {@code dotted.path=value}, the value in YAML; later options win
   */
  Mapping over(Mapping config, List<String> options) {
    Mapping changed = config;
    for (String option : options) {
      changed = over(changed, option);
    }
    return changed;
  }

  private Mapping over(Mapping config, String option) {
    int equals = option.indexOf('=');
    String key = equals < 0 ? option : option.substring(0, equals);
    Place place = Place.option("--set " + Display.text(key));
    List<String> path = Arrays.asList(key.split("\\.", -1));
    if (equals < 0 || path.contains("")) {
      problems.add(
          place,
          "Invalid --set: %s, must be key=value, as in grid.seed=1"
              .formatted(Display.text(option)));
      return config;
    }
    Optional<Located> value = YamlReader.option(place, option.substring(equals + 1), problems);
    return value.map(v -> set(config, path, 0, new Entry(place, v))).orElse(config);
  }

  private Mapping set(Mapping parent, List<String> path, int depth, Entry entry) {
    String key = path.get(depth);
    if (depth == path.size() - 1) {
      return parent.with(key, entry);
    }
    Entry child = parent.entries().get(key);
    if (child == null || isNull(child.value())) {
      child = new Entry(entry.place(), new Mapping(entry.place(), Map.of()));
    }
    if (child.value() instanceof Mapping mapping) {
      return parent.with(key, new Entry(child.place(), set(mapping, path, depth + 1, entry)));
    }
    String taken = String.join(".", path.subList(0, depth + 1));
    problems.add(
        entry.place(),
        "Cannot set %s: %s is %s at %s, must be a mapping"
            .formatted(
                String.join(".", path), taken, child.value().shown(), child.value().place()));
    return parent;
  }

  private static boolean isNull(Located value) {
    return value instanceof Scalar scalar && scalar.plain() == null;
  }
}
