// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.config.Located.Entry;
import io.espalier.jobs.config.Located.Mapping;
import io.espalier.jobs.sweep.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Cells that the user excludes.
 *
 * @param written the item of {@code exclude}
 * @param matches matches cells that have one of the given values in every given dimension
 */
record Exclusion(Located written, Predicate<Cell> matches) {

  /** Reads {@code exclude}, a list of mappings or a single one. */
  static List<Exclusion> read(Located exclude, Dimensions dimensions, Problems problems) {
    List<Exclusion> exclusions = new ArrayList<>();
    for (Located item : exclude.each()) {
      if (item instanceof Mapping mapping && !mapping.entries().isEmpty()) {
        exclusions.add(new Exclusion(item, all(mapping, dimensions, problems)));
      } else {
        problems.invalid(
            "exclude", item, "a mapping of one dimension or more, as in {method: imp, seed: 3}");
      }
    }
    return exclusions;
  }

  private static Predicate<Cell> all(Mapping item, Dimensions dimensions, Problems problems) {
    Keys.check("key", item, Dimensions.NAMES, problems);
    Predicate<Cell> all = cell -> true;
    for (Map.Entry<String, Entry> condition : item.entries().entrySet()) {
      String dimension = condition.getKey();
      if (Dimensions.NAMES.contains(dimension)) {
        Predicate<Cell> any = cell -> false;
        for (Located value : condition.getValue().value().each()) {
          any = any.or(dimensions.pattern(dimension, value));
        }
        all = all.and(any);
      }
    }
    return all;
  }
}
