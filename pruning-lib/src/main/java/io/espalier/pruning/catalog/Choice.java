package io.espalier.pruning.catalog;

import java.io.Serializable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A member of a {@link Catalog} with its settings chosen.
 *
 * @param name the member's name in its catalog
 * @param value the member itself, a record of settings
 * @param settings those settings that differ from their defaults, by their users' names, and {@code
 *     version} where the member's is above 1. Two choices with equal name and settings are the same
 *     choice: this is what enters a run's key
 */
public record Choice<T>(String name, T value, SortedMap<String, Object> settings)
    implements Serializable {

  public Choice {
    settings = new TreeMap<>(settings);
  }

  /** All settings, those at their defaults included, by their users' names. */
  public Map<String, Object> allSettings() {
    return RecordSettings.of((Record) value);
  }

  /**
   * The settings as one canonical line, {@code epochs=8 gamma=0.5}; empty when all are defaults.
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
