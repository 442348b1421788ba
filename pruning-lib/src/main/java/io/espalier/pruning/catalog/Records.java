// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.catalog;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;

/** Reads and makes records of a type that is known at run time only, also private ones. */
public final class Records {
  private Records() {}

  /** The name of a component in snake case: {@code weightDecay} is {@code weight_decay}. */
  public static String snakeCase(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** The value of {@code component} in {@code record}. */
  public static Object value(RecordComponent component, Record record) {
    Method accessor = component.getAccessor();
    try {
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read " + component, e);
    }
  }

  /**
   * The record with these values.
   *
   * @param values one for each component, in order
   * @throws RuntimeException what the constructor of the record throws
   */
  public static <T extends Record> T of(Class<T> type, Object... values) {
    Class<?>[] components =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<T> constructor = type.getDeclaredConstructor(components);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException("Cannot construct " + type, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot construct " + type, e);
    }
  }
}
