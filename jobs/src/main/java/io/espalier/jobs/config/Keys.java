// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.config.Located.Mapping;
import io.espalier.pruning.catalog.Suggestions;
import java.util.Collection;

/** Reports unknown keys as problems. */
final class Keys {
  private Keys() {}

  /**
   * @param kind of keys, for messages
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
