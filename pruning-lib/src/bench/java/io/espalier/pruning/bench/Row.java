// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of the table.
 *
 * @param what is measured, with what it is compared with
 * @param unit behind each value, with the space that it wants
 */
record Row(String what, Spread value, int decimals, String unit, Optional<Goal> goal) {

  static final List<String> HEAD = List.of("", "median", "least", "greatest", "goal", "met");

  static Row of(String what, Spread value, int decimals, String unit) {
    return new Row(what, value, decimals, unit, Optional.empty());
  }

  Row with(Goal held) {
    return new Row(what, value, decimals, unit, Optional.of(held));
  }

  List<String> cells() {
    return List.of(
        what,
        shown(value.median()),
        shown(value.least()),
        shown(value.greatest()),
        goal.map(Goal::text).orElse(""),
        goal.map(held -> held.met().test(value.median()) ? "yes" : "NO").orElse(""));
  }

  private String shown(double number) {
    return String.format(Locale.ROOT, "%." + decimals + "f%s", number, unit);
  }
}
