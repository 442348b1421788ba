// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.catalog;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of a record: one for each component that is not {@link NotASetting}, by its name in
 * snake case; the components of a nested record are settings of its owner.
 */
final class RecordSettings {
  private RecordSettings() {}

  /**
   * All settings of {@code record} in the order of its components, with enums as sweeps write them.
   */
  static Map<String, Object> of(Record record) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = Records.value(component, record);
      if (component.isAnnotationPresent(NotASetting.class)) {
        continue;
      }
      if (value instanceof Record nested) {
        settings.putAll(of(nested));
      } else {
        settings.put(
            Records.snakeCase(component),
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
      values[i] = Records.value(components[i], defaults);
      String name = Records.snakeCase(components[i]);
      try {
        if (values[i] instanceof Record nested) {
          values[i] = with(nested, settings);
        } else if (settings.containsKey(name)) {
          values[i] = SettingType.read(components[i].getType(), name, settings.get(name));
        }
      } catch (InvalidSettings e) {
        problems.addAll(e.problems());
      }
    }
    Record record = defaults;
    try {
      record = Records.of(defaults.getClass(), values);
    } catch (InvalidSettings e) {
      problems.addAll(e.problems());
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettings(problems);
    }
    return record;
  }
}
