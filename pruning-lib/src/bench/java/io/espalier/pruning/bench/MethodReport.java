// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import java.util.List;
import java.util.Map;

/**
 * The table of what methods cost beyond dense steps.
 *
 * @param rounds milliseconds of each run
 */
record MethodReport(List<Map<MethodTurn, Double>> rounds) {
  private static final int STEPS = 2;

  Table table() {
    return new Table(
        "Extra cost of methods in dense steps, %s, 1 thread, batch %s"
            .formatted(MethodBenchmark.MODEL, Workload.BATCH),
        MethodCase.ALL.stream()
            .map(
                method ->
                    Row.of(
                        method.toString(),
                        Spread.over(rounds, round -> extraSteps(round, method)),
                        3,
                        ""))
            .toList());
  }

  private static double extraSteps(Map<MethodTurn, Double> round, MethodCase method) {
    double dense = round.get(MethodTurn.dense(method));
    return (round.get(MethodTurn.own(method)) - dense) / method.events() / (dense / STEPS);
  }
}
