// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.catalog;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The settings of a record: one for each component that is not {@link NotASetting}, by its name in
 * snake case; the components of a nested record are settings of its owner.
 */
final class RecordSettings {
  private RecordSettings() {}

  /** All settings of {@code record} in the order of its components, with enums in lower case. */
  static Map<String, Object> of(Record record) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = valueOf(component, record);
      if (component.isAnnotationPresent(NotASetting.class)) {
        continue;
      }
      if (value instanceof Record nested) {
        settings.putAll(of(nested));
      } else {
        settings.put(
            name(component),
            value instanceof Enum<?> constant ? SettingType.written(constant) : value);
      }
    }
    return settings;
  }

  /**
   * {@code defaults} with some values replaced by {@code settings}; unknown names are ignored.
   *
   * @throws InvalidSettings with every value of the wrong type or out of range
   */
  static Record with(Record defaults, Map<String, ?> settings) {
    RecordComponent[] components = defaults.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < components.length; i++) {
      values[i] = valueOf(components[i], defaults);
      try {
        if (values[i] instanceof Record nested) {
          values[i] = with(nested, settings);
        } else if (settings.containsKey(name(components[i]))) {
          String name = name(components[i]);
          values[i] = SettingType.read(components[i].getType(), name, settings.get(name));
        }
      } catch (InvalidSettings e) {
        problems.addAll(e.problems());
      }
    }
    Record record = defaults;
    try {
      record = construct(defaults.getClass(), components, values);
    } catch (InvalidSettings e) {
      problems.addAll(e.problems());
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettings(problems);
    }
    return record;
  }

  private static Record construct(
      Class<? extends Record> type, RecordComponent[] components, Object[] values) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidSettings invalid) {
        throw invalid;
      }
      throw new IllegalStateException("Cannot construct " + type, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot construct " + type, e);
    }
  }

  private static Object valueOf(RecordComponent component, Record record) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read " + component, e);
    }
  }

  private static String name(RecordComponent component) {
    return component
        .getName()
        .chars()
        .mapToObj(Character::toString)
        .map(c -> Character.isUpperCase(c.charAt(0)) ? "_" + Character.toLowerCase(c.charAt(0)) : c)
        .collect(Collectors.joining());
  }
}
