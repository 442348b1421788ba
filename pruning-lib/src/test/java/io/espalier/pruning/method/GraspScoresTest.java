// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.train.Batch;
import io.espalier.pruning.train.CrossEntropy;
import io.espalier.pruning.train.TinyImages;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** GraSP's scores as a run computes them, in networks that train in float32 and in bfloat16. */
class GraspScoresTest {
  /**
   * The factor by which weights and T are larger than in a run: network and loss are the same,
   * except that the ε of batch-norm has 2⁻⁴⁰ of its weight.
   */
  private static final double LARGER = 0x1p20;

  /**
   * Relative to the squared norm of the gradient of a filter. The effect of the ε of batch-norm,
   * 2e-3 with the weights of a run, is 2e-15. The terms of the sum of a filter are up to a thousand
   * times the sum, so rounding in float64 leaves 1e-13; in float32, of H·g, g or S alone, it would
   * leave 1e-6.
   */
  private static final double TOLERANCE = 1e-10;

  private final CrossEntropy crossEntropy = new CrossEntropy();

  private static Stream<Arguments> batches() {
    return Stream.of(DataType.FLOAT32, DataType.BFLOAT16)
        .flatMap(
            type ->
                Stream.of(0.5, 1.0)
                    .flatMap(
                        width ->
                            IntStream.of(6, 32, 50, 100, 104, 128)
                                .mapToObj(batch -> Arguments.of(type, width, batch))));
  }

  /**
   * A filter is followed by batch-norm, so its scale has no effect: w_f·g_f = 0 for all weights,
   * where g_f is the part of the gradient g that belongs to the filter. Differentiated along g,
   * this gives ‖g_f‖² + w_f·(Hg)_f = 0: the scores of a filter sum to ‖g_f‖², up to the ε of
   * batch-norm.
   */
  @ParameterizedTest
  @MethodSource("batches")
  void scores_of_a_filter_sum_to_the_squared_norm_of_its_gradient(
      DataType type, double width, int batch) {
    try (TinyRun run = new TinyRun(new ResNet20s(width).block(4), type, TinyImages.set(batch, 4))) {
      run.initial.weights().muli(LARGER);
      double temperature = 200 * LARGER;

      double[] worth = worth(run, batch, temperature);

      double[] g = gradient(run, batch, temperature);
      double whole = Arrays.stream(g).map(x -> x * x).sum();
      for (Layer layer : run.net.layers().stream().filter(Layer::isConvolution).toList()) {
        int filter = (int) (layer.size() / layer.shape().get(0));
        for (int from = 0; from < layer.size(); from += filter) {
          int first = (int) layer.offset() + from;
          double square = Arrays.stream(g, first, first + filter).map(x -> x * x).sum();
          assertThat(-Arrays.stream(worth, first, first + filter).sum())
              .as("%s, filter %d", layer.name(), from / filter)
              .isCloseTo(square, within(TOLERANCE * (square + TOLERANCE * whole)));
        }
      }
    }
  }

  @Test
  void scores_of_float32_and_bfloat16_networks_are_equal() {
    assertThat(worth(DataType.BFLOAT16)).isEqualTo(worth(DataType.FLOAT32));
  }

  private static double[] worth(DataType type) {
    try (TinyRun run = new TinyRun(new ResNet20s(0.25).block(4), type, TinyImages.set(20, 4))) {
      return worth(run, 20, 200);
    }
  }

  private static double[] worth(TinyRun run, int batch, double temperature) {
    Map<String, Object> settings =
        Map.of("batch", batch, "per_class", batch, "temperature", temperature);
    Grasp grasp = (Grasp) Methods.ALL.choose("grasp", settings).value();
    PruningRun given = run.run(grasp, new Unstructured(), 0.9, Optional.empty());
    try (NDArray worth = grasp.worth(given)) {
      return worth.toDoubleArray();
    }
  }

  private double[] gradient(TinyRun run, int batch, double temperature) {
    NetworkState exact = run.initial.inFloat64();
    Batch sample = run.sample(batch, batch).inFloat64();
    return run.net
        .gradient(
            exact,
            sample.images(),
            logits -> crossEntropy.mean(logits.div(temperature), sample.labels()))
        .weights()
        .toDoubleArray();
  }
}
