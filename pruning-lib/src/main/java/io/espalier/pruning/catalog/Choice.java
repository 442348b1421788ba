// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.catalog;

import java.io.Serializable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A member of a {@link Catalog} with settings.
 *
 * @param name name of the member in its catalog
 * @param value the member, a record of settings
 * @param settings non-default settings by name, and {@code version} if the version of the member is
 *     above 1. Two choices with equal name and settings are the same choice: these are part of the
 *     keys of runs
 */
public record Choice<T>(String name, T value, SortedMap<String, Object> settings)
    implements Serializable {

  public Choice {
    settings = new TreeMap<>(settings);
  }

  /** All settings by name, including defaults. */
  public Map<String, Object> allSettings() {
    return RecordSettings.of((Record) value);
  }

  /**
   * The non-default settings as canonical text, {@code epochs=8 gamma=0.5}; empty when all are
   * defaults.
   */
  public String variant() {
    return settings.entrySet().stream()
        .map((Map.Entry<String, Object> s) -> s.getKey() + "=" + s.getValue())
        .collect(Collectors.joining(" "));
  }

  /** {@code name} or {@code name(epochs=8 gamma=0.5)}. */
  @Override
  public String toString() {
    return settings.isEmpty() ? name : name + "(" + variant() + ")";
  }
}
