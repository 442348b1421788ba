// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;

/** What JMH timed in turns, put back into rounds. */
final class Rounds {
  private Rounds() {}

  /**
   * @param takers in the order of their turns
   * @param results of one benchmark, a whole number of rounds
   * @return for each round, what each of {@code takers} took, in the benchmark's unit
   */
  static <K> List<Map<K, Double>> of(List<K> takers, Collection<RunResult> results) {
    List<IterationResult> shots =
        results.stream()
            .flatMap(result -> result.getBenchmarkResults().stream())
            .flatMap(fork -> fork.getIterationResults().stream())
            .toList();
    List<Map<K, Double>> rounds = new ArrayList<>();
    for (int first = 0; first < shots.size(); first += takers.size()) {
      Map<K, Double> round = new HashMap<>();
      for (int turn = 0; turn < takers.size(); turn++) {
        round.put(takers.get(turn), shots.get(first + turn).getPrimaryResult().getScore());
      }
      rounds.add(round);
    }
    return rounds;
  }
}
