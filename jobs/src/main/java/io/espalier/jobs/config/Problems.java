package io.espalier.jobs.config;

import io.espalier.jobs.sweep.ConfigProblem;
import io.espalier.jobs.sweep.Place;
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

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** Each once, in the order found. */
  List<ConfigProblem> found() {
    return List.copyOf(found);
  }
}
