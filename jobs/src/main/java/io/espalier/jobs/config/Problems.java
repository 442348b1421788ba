package io.espalier.jobs.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong while reading goes on, so that a user sees it all at once. */
final class Problems {
  private final Set<ConfigProblem> found = new LinkedHashSet<>();

  void add(Place place, String message) {
    found.add(new ConfigProblem(place, message));
  }

  /** A value of the wrong type or range: {@code Invalid seed: "one", must be a whole number}. */
  void invalid(String what, Located value, String right) {
    add(value.place(), "Invalid %s: %s, must be %s".formatted(what, value.shown(), right));
  }

  int size() {
    return found.size();
  }

  /**
   * @throws InvalidConfig with all problems, when there are any
   */
  void check() {
    check(List.of());
  }

  /**
   * @param sources datasets that are understood all the same
   * @throws InvalidConfig with all problems, when there are any
   */
  void check(List<DataSource> sources) {
    if (!found.isEmpty()) {
      throw new InvalidConfig(List.copyOf(found), sources);
    }
  }
}
