// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.sweep.ConfigProblem;
import io.espalier.jobs.sweep.Place;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects problems, so that all of them are reported together. */
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

  /** Distinct problems, in the order found. */
  List<ConfigProblem> found() {
    return List.copyOf(found);
  }
}
