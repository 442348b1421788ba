// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.catalog;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown for invalid settings, with all problems. */
public final class InvalidSettings extends IllegalArgumentException {
  private final transient List<Problem> problems;

  public InvalidSettings(List<Problem> problems) {
    super(problems.stream().map(Problem::message).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** An exception with a single problem that does not belong to a setting. */
  public static InvalidSettings because(String message) {
    return new InvalidSettings(List.of(new Problem("", message)));
  }

  /** All problems found, in the order of the settings; never empty. */
  public List<Problem> problems() {
    return problems;
  }
}
