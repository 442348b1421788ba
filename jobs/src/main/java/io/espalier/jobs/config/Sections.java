// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.config.Located.Entry;
import io.espalier.jobs.config.Located.Mapping;
import java.util.Map;

/** Reads keys whose values are mappings. */
final class Sections {
  private Sections() {}

  /**
   * The mapping under {@code key}; an empty one if the key is missing or, with a problem, if the
   * value is not a mapping.
   *
   * @param right expected value, for messages
   */
  static Mapping optional(Mapping parent, String key, String right, Problems problems) {
    Entry entry = parent.entries().get(key);
    if (entry != null && entry.value() instanceof Mapping mapping) {
      return mapping;
    }
    if (entry != null) {
      problems.invalid(key, entry.value(), right);
    }
    return new Mapping(parent.place(), Map.of());
  }
}
