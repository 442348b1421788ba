package io.espalier.jobs.config;

import io.espalier.jobs.config.Located.Mapping;
import io.espalier.pruning.catalog.Suggestions;
import java.util.Collection;

/** Refuses keys that nothing would read. */
final class Keys {
  private Keys() {}

  /**
   * @param kind what the keys are, for messages
   */
  static void check(String kind, Mapping mapping, Collection<String> known, Problems problems) {
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                problems.add(entry.place(), Suggestions.unknown(kind, key, known));
              }
            });
  }
}
