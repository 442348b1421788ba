// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.latency;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Times several networks in turns, so that a change of the machine's speed (its clock, its
 * neighbours) meets all of them alike. In each round every network has one turn: a pass that is not
 * timed, which brings its weights back into the caches, and one that is. The order rotates from
 * round to round.
 *
 * @param passes timed passes of each network, 1 or more
 * @param clock in nanoseconds, as {@link System#nanoTime}
 */
record Turns(int passes, LongSupplier clock) {
  /** Passes before the first turn: runtimes choose kernels and memory in the first ones. */
  static final int WARM_UP = 3;

  /** The timing of each network, in the order of the networks. */
  <K> Map<K, Timing> of(Map<K, ? extends ForwardPasses> networks) {
    for (ForwardPasses network : networks.values()) {
      for (int pass = 0; pass < WARM_UP; pass++) {
        network.pass();
      }
    }
    List<K> order = new ArrayList<>(networks.keySet());
    Map<K, long[]> times = new LinkedHashMap<>();
    order.forEach(name -> times.put(name, new long[passes]));
    for (int round = 0; round < passes; round++) {
      for (int turn = 0; turn < order.size(); turn++) {
        K name = order.get((round + turn) % order.size());
        times.get(name)[round] = timed(networks.get(name));
      }
    }
    Map<K, Timing> timings = new LinkedHashMap<>();
    times.forEach((name, its) -> timings.put(name, Timing.of(its)));
    return timings;
  }

  private long timed(ForwardPasses network) {
    network.pass();
    long start = clock.getAsLong();
    network.pass();
    return clock.getAsLong() - start;
  }
}
