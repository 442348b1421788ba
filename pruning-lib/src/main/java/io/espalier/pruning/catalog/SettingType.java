package io.espalier.pruning.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Reads one value, as YAML gives it, as the type that a setting has. Nothing is coerced. */
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
                "Invalid %s: %s, must be %s".formatted(setting, shown(value), expected(type)))));
  }

  private static boolean isInt(Object value) {
    return value instanceof Integer || (value instanceof Long big && big.intValue() == big);
  }

  static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String shown(Object value) {
    return value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
  }

  private static String expected(Class<?> type) {
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
    return type == String.class ? "a text" : "a whole number";
  }
}
