// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import java.util.function.DoublePredicate;

/**
 * What a measured value is held against.
 *
 * @param text as it is shown
 */
record Goal(String text, DoublePredicate met) {

  static Goal atMost(double most, String unit) {
    return new Goal("≤ %s%s".formatted(shown(most), unit), value -> value <= most);
  }

  static Goal atLeast(double least, String unit) {
    return new Goal("≥ %s%s".formatted(shown(least), unit), value -> value >= least);
  }

  private static String shown(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
