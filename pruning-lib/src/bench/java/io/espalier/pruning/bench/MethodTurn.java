// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * A run that is timed for one comparison: a method's own, or the dense run just before it. What
 * methods add to a dense run is little, so each has a dense run of its own close by.
 *
 * @param compared the case that the comparison is about
 * @param run what is run for it
 */
record MethodTurn(MethodCase compared, MethodCase run) {

  static final List<MethodTurn> ALL =
      MethodCase.ALL.stream().flatMap(method -> Stream.of(dense(method), own(method))).toList();

  static MethodTurn dense(MethodCase compared) {
    return new MethodTurn(compared, MethodCase.DENSE);
  }

  static MethodTurn own(MethodCase compared) {
    return new MethodTurn(compared, compared);
  }
}
