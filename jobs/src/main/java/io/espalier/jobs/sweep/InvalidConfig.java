// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.sweep;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Thrown for an invalid configuration, with all problems, one line each; the message lists only the
 * first ones if there are many.
 */
public final class InvalidConfig extends IllegalArgumentException {
  private static final int MAX_PROBLEMS_SHOWN = 30;

  private final transient List<ConfigProblem> problems;

  /**
   * @param problems at least one; shown in reading order, those of the command line last
   */
  public InvalidConfig(List<ConfigProblem> problems) {
    super(message(problems));
    this.problems = sorted(problems);
  }

  /** All problems in reading order; never empty. */
  public List<ConfigProblem> problems() {
    return problems;
  }

  private static String message(List<ConfigProblem> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("Invalid problems: none, must be at least one");
    }
    String first =
        sorted(problems).stream()
            .limit(MAX_PROBLEMS_SHOWN)
            .map(ConfigProblem::toString)
            .collect(Collectors.joining("\n"));
    int more = problems.size() - MAX_PROBLEMS_SHOWN;
    return more <= 0 ? first : String.format(Locale.ROOT, "%s\nand %,d more problems", first, more);
  }

  private static List<ConfigProblem> sorted(List<ConfigProblem> problems) {
    return problems.stream().sorted(Comparator.comparing(ConfigProblem::place)).toList();
  }
}
