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
 * An explicit list of the methods, models or datasets there are. Each member is a record whose
 * components are its settings; its entry holds one instance with every setting at its default.
 *
 * <p>A component {@code weightDecay} is the setting {@code weight_decay}. Settings are whole
 * numbers ({@code int}, {@code long}), numbers ({@code double}), {@code boolean}s, strings or enums
 * (written in lower case); the components of a nested record are settings like its owner's own. A
 * setting added later must have a default that means "no effect"; a default that changes must raise
 * the entry's version, because both enter the keys of runs.
 *
 * @param <T> what the members are
 */
public final class Catalog<T> {

  /**
   * One member.
   *
   * @param name what users write
   * @param version raised whenever the same settings would give another result
   * @param defaults the member with every setting at its default; a record
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
   * @param kind the singular of what is listed, for messages: {@code "method"}
   * @param entries the members, in the order users see them
   */
  public Catalog(String kind, List<Entry<? extends T>> entries) {
    this(kind, entries, name -> Optional.empty());
  }

  /**
   * @param kind the singular of what is listed, for messages: {@code "method"}
   * @param entries the members, in the order users see them
   * @param unlisted what a name that is not listed stands for, a record, or empty; it may throw
   *     {@link InvalidSettings}
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
   * The settings of the member called {@code name} at their defaults, by their users' names.
   *
   * @throws InvalidSettings when there is no such member
   */
  public Map<String, Object> defaults(String name) {
    return RecordSettings.of(entry(name).settings());
  }

  /**
   * Chooses the member called {@code name}, with {@code settings} over its defaults.
   *
   * @param settings by users' names, with values as YAML gives them
   * @throws InvalidSettings when the name or any setting is unknown, of the wrong type or out of
   *     range; it holds all problems at once
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
    @SuppressWarnings("unchecked") // the defaults are a T, and so is what has their class
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
