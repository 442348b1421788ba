// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.catalog;

import java.util.Locale;

/** Formats input of users for messages of one line. */
public final class Display {
  private static final int LONGEST = 120;

  private Display() {}

  /** A value for display, with strings in quotes. */
  public static String value(Object value) {
    return text(value instanceof String ? "\"" + value + "\"" : String.valueOf(value));
  }

  /** A string for display: long ones are truncated, invisible characters are shown as codes. */
  public static String text(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().limit(LONGEST).forEach(c -> append(shown, c));
    return text.codePointCount(0, text.length()) <= LONGEST
        ? shown.toString()
        : String.format(Locale.ROOT, "%s… (%,d characters)", shown, text.length());
  }

  private static void append(StringBuilder shown, int character) {
    if (Character.isISOControl(character)) {
      shown.append(String.format(Locale.ROOT, "\\u%04x", character));
    } else {
      shown.appendCodePoint(character);
    }
  }
}
