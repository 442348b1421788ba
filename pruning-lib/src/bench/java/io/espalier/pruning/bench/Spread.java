// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A quantity of several rounds.
 *
 * @param least of all rounds
 * @param greatest of all rounds
 */
record Spread(double median, double least, double greatest) {

  /**
   * Of a quantity that is computed within each round, so that it compares what was close in time.
   */
  static <R> Spread over(List<R> rounds, ToDoubleFunction<R> quantity) {
    double[] sorted = rounds.stream().mapToDouble(quantity).sorted().toArray();
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }
}
