// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.text;

import java.util.List;
import java.util.Locale;

/** Formats numbers of bytes. */
public final class Bytes {
  private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB");

  private Bytes() {}

  /** Formats bytes in decimal units with about three digits: {@code 432 MB}, {@code 1.21 TB}. */
  public static String text(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 999.5 && unit < UNITS.size() - 1) {
      value /= 1000;
      unit++;
    }
    int decimals = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f %s", value, UNITS.get(unit));
  }
}
