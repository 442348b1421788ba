// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.catalog;

import java.util.ArrayList;
import java.util.List;

/**
 * Checks the values of a record, and reports all invalid values together. Use it in compact
 * constructors: state each requirement, then call {@link #check}.
 */
public final class Requirements {
  private final List<Problem> problems = new ArrayList<>();

  /** Requires {@code holds}; {@code right} describes valid values: {@code "greater than 0"}. */
  public Requirements that(boolean holds, String setting, Object value, String right) {
    if (!holds) {
      problems.add(
          new Problem(setting, "Invalid %s: %s, must be %s".formatted(setting, value, right)));
    }
    return this;
  }

  public Requirements atLeast(long least, String setting, long value) {
    return that(value >= least, setting, value, "at least " + least);
  }

  public Requirements between(long least, long most, String setting, long value) {
    return that(
        value >= least && value <= most,
        setting,
        value,
        "between %s and %s".formatted(least, most));
  }

  public Requirements positive(String setting, double value) {
    return that(value > 0 && Double.isFinite(value), setting, value, "greater than 0");
  }

  public Requirements notNegative(String setting, double value) {
    return that(
        value >= 0 && Double.isFinite(value), setting, value, "a finite number of at least 0");
  }

  /** Requires {@code 0 <= value < 1}. */
  public Requirements fraction(String setting, double value) {
    return that(value >= 0 && value < 1, setting, value, "at least 0 and less than 1");
  }

  /** Requires {@code 0 <= value <= 1}. */
  public Requirements share(String setting, double value) {
    return that(value >= 0 && value <= 1, setting, value, "between 0 and 1");
  }

  /** Requires a string with other characters than white space. */
  public Requirements text(String setting, String value) {
    return that(value != null && !value.isBlank(), setting, value, "text");
  }

  /** Requires a name that is valid as a file name on every file system. */
  public Requirements fileName(String setting, String value) {
    return that(value != null && value.matches("\\w[\\w.-]*"), setting, value, "a plain file name");
  }

  public Requirements oneOf(List<Double> allowed, String setting, double value) {
    return that(allowed.contains(value), setting, value, "one of " + allowed);
  }

  /**
   * @throws InvalidSettings with all requirements that do not hold
   */
  public void check() {
    if (!problems.isEmpty()) {
      throw new InvalidSettings(problems);
    }
  }
}
