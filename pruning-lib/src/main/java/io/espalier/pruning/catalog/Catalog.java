// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * An explicit list of all methods, models or datasets. Each member is a record whose components are
 * its settings; its entry holds an instance with default settings.
 *
 * <p>A component {@code weightDecay} is the setting {@code weight_decay}. Settings are whole
 * numbers ({@code int}, {@code long}), numbers ({@code double}), {@code boolean}s, strings or enums
 * ({@code BN_BIAS} is written {@code bn-bias}); the components of a nested record are settings of
 * its owner. A new setting must have a default without effect; a change of a default must increase
 * the version of the entry, because both are part of the keys of runs.
 *
 * @param <T> type of members
 */
public final class Catalog<T> {

  /**
   * A member of the catalog.
   *
   * @param name name used in sweeps
   * @param version version, increased when the same settings yield another result
   * @param defaults the member with default settings; a record
   */
  public record Entry<T>(String name, int version, T defaults) {
    public Entry {
      if (!(defaults instanceof Record)) {
        throw new IllegalArgumentException(name + ": settings must be a record");
      }
    }

    Record settings() {
      return (Record) defaults;
    }
  }

  private final String kind;
  private final Map<String, Entry<? extends T>> entries = new LinkedHashMap<>();
  private final Function<String, ? extends Optional<? extends T>> unlisted;

  /**
   * @param kind kind of members in the singular, for messages: {@code "method"}
   * @param entries the members, in display order
   */
  public Catalog(String kind, List<Entry<? extends T>> entries) {
    this(kind, entries, name -> Optional.empty());
  }

  /**
   * @param kind kind of members in the singular, for messages: {@code "method"}
   * @param entries the members, in display order
   * @param unlisted function from a name that is not listed to a record, or empty; can throw {@link
   *     InvalidSettings}
   */
  public Catalog(
      String kind,
      List<Entry<? extends T>> entries,
      Function<String, ? extends Optional<? extends T>> unlisted) {
    this.kind = kind;
    this.unlisted = unlisted;
    for (Entry<? extends T> entry : entries) {
      if (this.entries.put(entry.name(), entry) != null) {
        throw new IllegalArgumentException("Duplicate entry: " + entry.name());
      }
    }
  }

  /** The names of all members, in the order of the list. */
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /** The members, in the order of the list. */
  public List<Entry<? extends T>> entries() {
    return List.copyOf(entries.values());
  }

  /**
   * The default settings of the member {@code name}, by setting name.
   *
   * @throws InvalidSettings when there is no such member
   */
  public Map<String, Object> defaults(String name) {
    return RecordSettings.of(entry(name).settings());
  }

  /**
   * Chooses the member {@code name}, with {@code settings} replacing defaults.
   *
   * @param settings values by setting name, as read from YAML
   * @throws InvalidSettings when the name or any setting is unknown, of the wrong type or out of
   *     range; it contains all problems
   */
  public Choice<T> choose(String name, Map<String, ?> settings) {
    Entry<? extends T> entry = entry(name);
    List<Problem> problems = new ArrayList<>();
    Map<String, Object> defaults = RecordSettings.of(entry.settings());
    for (String setting : settings.keySet()) {
      if (!defaults.containsKey(setting)) {
        String what = "setting of " + kind + " " + name;
        problems.add(new Problem(setting, Suggestions.unknown(what, setting, defaults.keySet())));
      }
    }
    Record chosen = entry.settings();
    try {
      chosen = RecordSettings.with(entry.settings(), settings);
    } catch (InvalidSettings e) {
      problems.addAll(e.problems());
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettings(problems);
    }
    SortedMap<String, Object> notDefault = new TreeMap<>(RecordSettings.of(chosen));
    notDefault.entrySet().removeAll(defaults.entrySet());
    if (entry.version() > 1) {
      notDefault.put("version", entry.version());
    }
    @SuppressWarnings("unchecked") // the defaults are a T, and so is any instance of their class
    T value = (T) chosen;
    return new Choice<>(name, value, notDefault);
  }

  private Entry<? extends T> entry(String name) {
    Entry<? extends T> entry = entries.get(name);
    if (entry != null) {
      return entry;
    }
    Optional<? extends T> member = unlisted.apply(name);
    if (member.isEmpty()) {
      throw InvalidSettings.because(Suggestions.unknown(kind, name, entries.keySet()));
    }
    return new Entry<>(name, 1, member.get());
  }
}
