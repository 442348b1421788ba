// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import static io.espalier.pruning.bench.Part.BARE;
import static io.espalier.pruning.bench.Part.BF16_STEP;
import static io.espalier.pruning.bench.Part.BIP_ITERATION;
import static io.espalier.pruning.bench.Part.DENSE_STEP;
import static io.espalier.pruning.bench.Part.EVALUATION;
import static io.espalier.pruning.bench.Part.INPUT;
import static io.espalier.pruning.bench.Part.MASK;
import static io.espalier.pruning.bench.Part.PRODUCT_1024;
import static io.espalier.pruning.bench.Part.PRODUCT_2048;
import static io.espalier.pruning.bench.Part.PRODUCT_512;
import static io.espalier.pruning.bench.Part.SNAPSHOT;
import static io.espalier.pruning.bench.Part.TOP_K;
import static io.espalier.pruning.bench.Part.TWO_AT_ONCE;
import static io.espalier.pruning.bench.Part.UPDATE;

import io.espalier.pruning.measure.LayerSparsity;
import io.espalier.pruning.measure.Macs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The table of one network.
 *
 * @param rounds milliseconds of each part
 */
record NetworkReport(NetworkTurns turns, List<Map<Part, Double>> rounds) {
  private static final Map<Part, Long> PRODUCT_ROWS =
      Map.of(PRODUCT_512, 512L, PRODUCT_1024, 1024L, PRODUCT_2048, 2048L);

  /** Of nothing but the engine's arithmetic: the backward pass does twice the forward one's. */
  private static final int PASSES = 3;

  Table table() {
    List<Row> rows = new ArrayList<>();
    rows.add(times("dense step", DENSE_STEP));
    rows.add(times("BiP iteration", BIP_ITERATION));
    rows.add(
        Row.of(
                "BiP iteration ÷ 2 dense steps",
                over(round -> round.get(BIP_ITERATION) / (2 * round.get(DENSE_STEP))),
                3,
                "")
            .with(Goal.atMost(1.05, "")));
    if (turns.parts().contains(TWO_AT_ONCE)) {
      rows.add(times("dense steps of two runs at once", TWO_AT_ONCE));
      rows.add(
          Row.of(
              "two runs at once, steps a dense step's time",
              over(round -> 2 * round.get(DENSE_STEP) / round.get(TWO_AT_ONCE)),
              2,
              ""));
    }
    if (turns.parts().contains(BF16_STEP)) {
      rows.add(
          Row.of(
              "dense step in bf16 ÷ in float32",
              over(round -> round.get(BF16_STEP) / round.get(DENSE_STEP)),
              3,
              ""));
    }
    if (turns.parts().contains(BARE)) {
      rows.add(
          Row.of(
                  "dense step ÷ bare forward and backward",
                  over(round -> round.get(DENSE_STEP) / round.get(BARE)),
                  3,
                  "")
              .with(Goal.atMost(1.05, "")));
    }
    if (turns.parts().contains(INPUT)) {
      rows.add(share("input, of a dense step", INPUT).with(Goal.atMost(2, " %")));
      rows.add(share("z, of a dense step", MASK));
      rows.add(share("update, of a dense step", UPDATE));
      rows.add(share("top-k, of a dense step", TOP_K));
    }
    if (turns.parts().contains(EVALUATION)) {
      rows.add(
          Row.of(
                  "images/s of evaluation ÷ of training",
                  over(NetworkReport::evaluationToTraining),
                  2,
                  "")
              .with(Goal.atLeast(2.5, "")));
    }
    if (turns.parts().contains(SNAPSHOT)) {
      rows.add(times("checkpoint, on the training thread", SNAPSHOT));
      rows.add(share("checkpoint, of a dense step", SNAPSHOT));
    }
    if (turns.parts().containsAll(PRODUCT_ROWS.keySet())) {
      long multiplications = multiplications();
      rows.add(Row.of("best product", over(NetworkReport::bestProduct), 1, " GFLOP/s"));
      rows.add(
          Row.of("dense step", over(round -> stepRate(round, multiplications)), 1, " GFLOP/s"));
      rows.add(
          Row.of(
              "dense step, of the best product",
              over(round -> 100 * stepRate(round, multiplications) / bestProduct(round)),
              1,
              " %"));
    }
    return new Table("%s, batch %s".formatted(turns, Workload.BATCH), rows);
  }

  private Row times(String what, Part part) {
    return Row.of(what, over(round -> round.get(part)), 1, " ms");
  }

  private Row share(String what, Part part) {
    return Row.of(what, over(round -> 100 * round.get(part) / round.get(DENSE_STEP)), 2, " %");
  }

  private Spread over(ToDoubleFunction<Map<Part, Double>> quantity) {
    return Spread.over(rounds, quantity);
  }

  private static double evaluationToTraining(Map<Part, Double> round) {
    return Workload.EVALUATED / round.get(EVALUATION) / (Workload.BATCH / round.get(DENSE_STEP));
  }

  private static double bestProduct(Map<Part, Double> round) {
    return PRODUCT_ROWS.entrySet().stream()
        .mapToDouble(product -> rate(cube(product.getValue()), round.get(product.getKey())))
        .max()
        .orElseThrow();
  }

  private static double stepRate(Map<Part, Double> round, long multiplications) {
    return rate(multiplications, round.get(DENSE_STEP));
  }

  /** GFLOP/s, a multiplication and the addition of its result being two operations. */
  private static double rate(long multiplications, double milliseconds) {
    return 2 * multiplications / milliseconds / 1e6;
  }

  private static long cube(long rows) {
    return rows * rows * rows;
  }

  /** Of a dense step. */
  private long multiplications() {
    try (Workload workload = Workload.of(turns.model(), 1)) {
      List<LayerSparsity> dense =
          workload.net().layers().stream()
              .map(layer -> new LayerSparsity(layer, layer.size()))
              .toList();
      return PASSES * Macs.of(dense).dense() * Workload.BATCH;
    }
  }
}
