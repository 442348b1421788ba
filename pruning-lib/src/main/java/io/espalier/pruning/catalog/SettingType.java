// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.catalog;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Converts a YAML value to the type of a setting, without coercion. */
final class SettingType {
  private SettingType() {}

  static Object read(Class<?> type, String setting, Object value) {
    if (type == double.class && value instanceof Number number) {
      return number.doubleValue();
    }
    if (type == long.class && (value instanceof Integer || value instanceof Long)) {
      return ((Number) value).longValue();
    }
    if (type == int.class && isInt(value)) {
      return ((Number) value).intValue();
    }
    if (type == boolean.class && value instanceof Boolean) {
      return value;
    }
    if (type == String.class && value instanceof String) {
      return value;
    }
    if (type.isEnum() && value instanceof String word) {
      for (Object constant : type.getEnumConstants()) {
        if (written((Enum<?>) constant).equals(word)) {
          return constant;
        }
      }
    }
    throw new InvalidSettings(
        List.of(
            new Problem(
                setting,
                "Invalid %s: %s, must be %s"
                    .formatted(setting, Display.value(value), expected(type, value)))));
  }

  private static boolean isInt(Object value) {
    return value instanceof Integer || (value instanceof Long big && big.intValue() == big);
  }

  /** A constant as sweeps write it: {@code BN_BIAS} is {@code bn-bias}. */
  static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String expected(Class<?> type, Object value) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> written((Enum<?>) constant))
          .collect(Collectors.joining(" or "));
    }
    if (type == double.class) {
      return "a number";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == String.class) {
      return "a string";
    }
    boolean isTooLarge = value instanceof Long || value instanceof BigInteger;
    return isTooLarge
        ? "a whole number of at most %s bits".formatted(type == int.class ? 32 : 64)
        : "a whole number";
  }
}
