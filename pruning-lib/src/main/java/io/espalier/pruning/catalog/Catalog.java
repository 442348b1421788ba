package io.espalier.pruning.catalog;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An explicit list of the methods, models or datasets there are. Each member is a record whose
 * components are its settings; its entry holds one instance with every setting at its default.
 *
 * <p>A component {@code weightDecay} is the setting {@code weight_decay}. Settings are whole
 * numbers ({@code int}, {@code long}), numbers ({@code double}), {@code boolean}s, strings or enums
 * (written in lower case). A setting added later must have a default that means "no effect"; a
 * default that changes must raise the entry's version, because both enter the keys of runs.
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
      if (!defaults.getClass().isRecord()) {
        throw new IllegalArgumentException(name + ": settings must be a record");
      }
    }
  }

  private final String kind;
  private final Map<String, Entry<? extends T>> entries = new LinkedHashMap<>();

  /**
   * @param kind the singular of what is listed, for messages: {@code "method"}
   * @param entries the members, in the order users see them
   */
  public Catalog(String kind, List<Entry<? extends T>> entries) {
    this.kind = kind;
    for (Entry<? extends T> entry : entries) {
      if (this.entries.put(entry.name(), entry) != null) {
        throw new IllegalArgumentException("Two entries are called " + entry.name());
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

  /** The settings of the member called {@code name} with their defaults, by their users' names. */
  public Map<String, Object> defaults(String name) {
    Map<String, Object> defaults = new LinkedHashMap<>();
    Record record = (Record) entry(name).defaults();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      defaults.put(settingName(component), written(valueOf(component, record)));
    }
    return defaults;
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
    Class<?> type = entry.defaults().getClass();
    RecordComponent[] components = type.getRecordComponents();
    List<String> known = Arrays.stream(components).map(Catalog::settingName).toList();
    List<Problem> problems = new ArrayList<>();
    for (String setting : settings.keySet()) {
      if (!known.contains(setting)) {
        problems.add(
            new Problem(
                setting, Nearest.unknown("setting of " + kind + " " + name, setting, known)));
      }
    }
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String setting = settingName(components[i]);
      values[i] = valueOf(components[i], (Record) entry.defaults());
      if (settings.containsKey(setting)) {
        try {
          values[i] = SettingType.read(components[i].getType(), setting, settings.get(setting));
        } catch (InvalidSettings e) {
          problems.addAll(e.problems());
        }
      }
    }
    T value = null;
    try {
      value = construct(entry, components, values);
    } catch (InvalidSettings e) {
      problems.addAll(e.problems());
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettings(problems);
    }
    return new Choice<>(name, value, notDefault(entry, value));
  }

  private Entry<? extends T> entry(String name) {
    Entry<? extends T> entry = entries.get(name);
    if (entry == null) {
      throw new InvalidSettings(
          List.of(new Problem("", Nearest.unknown(kind, name, entries.keySet()))));
    }
    return entry;
  }

  private static <T> SortedMap<String, Object> notDefault(Entry<? extends T> entry, T value) {
    SortedMap<String, Object> settings = new TreeMap<>();
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      Object chosen = valueOf(component, (Record) value);
      if (!chosen.equals(valueOf(component, (Record) entry.defaults()))) {
        settings.put(settingName(component), written(chosen));
      }
    }
    if (entry.version() > 1) {
      settings.put("version", entry.version());
    }
    return settings;
  }

  @SuppressWarnings("unchecked") // the defaults are a T, and so is what its class constructs
  private static <T> T construct(
      Entry<? extends T> entry, RecordComponent[] components, Object[] values) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      var constructor = entry.defaults().getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return (T) constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidSettings invalid) {
        throw invalid;
      }
      throw new IllegalStateException("Cannot construct " + entry.name(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot construct " + entry.name(), e);
    }
  }

  private static Object valueOf(RecordComponent component, Record record) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read " + component, e);
    }
  }

  private static Object written(Object value) {
    return value instanceof Enum<?> constant ? SettingType.written(constant) : value;
  }

  private static String settingName(RecordComponent component) {
    return component.getName().chars()
        .mapToObj(c -> Character.isUpperCase(c) ? "_" + (char) Character.toLowerCase(c) : "" + (char) c)
        .collect(Collectors.joining())
        .toLowerCase(Locale.ROOT);
  }
}
