// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Reads one item of a dimension; invalid items become problems. */
@FunctionalInterface
interface ItemReader<T> {

  /** The values that {@code item} stands for, in order; empty when it cannot be read. */
  List<Picked<T>> read(Located item);

  /** The values of {@code item} as a pattern that selects cells. */
  default Predicate<T> pattern(Located item) {
    Set<T> values = read(item).stream().map(Picked::value).collect(Collectors.toSet());
    return values::contains;
  }
}
