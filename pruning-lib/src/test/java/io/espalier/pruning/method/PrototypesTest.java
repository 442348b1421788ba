// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import io.espalier.pruning.model.MobileNetV2;
import io.espalier.pruning.model.NetworkBlocks;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.ResNet20s;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrototypesTest {

  /** Angles 0° and 20°, 90° and 130°: centers at 10° and 110°, and 1 − cos 10° = 0.0152. */
  @Test
  void the_score_is_the_distance_of_the_direction_from_the_nearest_center() {
    double[][] points = {at(0), at(20), at(90), at(130)};
    for (int seed = 0; seed < 20; seed++) {
      double[][] centers = KMeans.centers(points, 2, new SplittableRandom(seed));

      assertThat(Arrays.stream(points).map(point -> Prototypes.distance(point, centers)))
          .as("seed %s", seed)
          .zipSatisfy(
              List.of(0.01519, 0.01519, 0.06031, 0.06031),
              (score, expected) -> assertThat(score).isCloseTo(expected, within(5e-6)));
    }
    assertThat(UnitFeatures.unit(new float[] {9, 3, 4}, 1, 2))
        .containsExactly(new double[] {0.6, 0.8}, within(1e-12));
    assertThat(UnitFeatures.unit(new float[2], 0, 2)).containsOnly(0);
    assertThat(Prototypes.distance(at(180), new double[][] {at(0), {0, 0}})).isEqualTo(1);
  }

  private static double[] at(double degrees) {
    return new double[] {Math.cos(Math.toRadians(degrees)), Math.sin(Math.toRadians(degrees))};
  }

  /** Groups of points that are farther from each other than they are wide. */
  @Test
  void k_means_finds_groups_that_are_apart() {
    SplittableRandom random = new SplittableRandom(5);
    double[][] points =
        IntStream.range(0, 90)
            .mapToObj(i -> new double[] {10 * (i % 3) + random.nextDouble(), random.nextDouble()})
            .toArray(double[][]::new);
    double[][] centers = KMeans.centers(points, 3, new SplittableRandom(1));

    assertThat(Arrays.stream(centers).mapToDouble(center -> Math.floor(center[0] / 10)).sorted())
        .containsExactly(0.0, 1.0, 2.0);
    for (double[] center : centers) {
      int group = (int) (center[0] / 10);
      double mean =
          IntStream.range(0, 90)
              .filter(i -> i % 3 == group)
              .mapToDouble(i -> points[i][0])
              .average()
              .orElseThrow();
      assertThat(center[0]).isCloseTo(mean, within(1e-12));
    }
    double[][] equal = {{1, 2}, {1, 2}};
    assertThat(KMeans.centers(equal, 3, new SplittableRandom(1)))
        .isDeepEqualTo(new double[][] {{1, 2}, {1, 2}, {1, 2}});
  }

  @Test
  void scores_of_features_stop_when_the_thread_is_interrupted() {
    double[][] points = {at(0), at(20), at(90), at(130)};
    for (FeatureScores method :
        List.of(
            new Prototypes(Dense.DEFAULTS.recipe(), 1), new Concept(Dense.DEFAULTS.recipe(), 1))) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> method.scores(points, 2, new SplittableRandom(1)))
          .isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).as("still set").isFalse();
    }
  }

  /** The logits are the features times the weights of the last layer, plus its biases. */
  @Test
  void features_are_what_the_last_layer_reads() {
    for (Block block :
        new Block[] {new ResNet20s(0.25).block(4), new MobileNetV2(0.25).block(4), nested()}) {
      try (TinyRun run = new TinyRun(block)) {
        NetworkState state = run.trained;
        NDArray images = run.sample(3, 12).images();
        NDArray features = run.net.features(state, images);
        NDArray logits = run.net.evaluate(state, images);
        int width = (int) features.getShape().get(1);
        long n = run.net.prunable();
        NDArray head = state.weights().get((n - 4L * width) + ":").reshape(new Shape(4, width));
        long o = run.net.others();
        NDArray biases = state.other().get((o - 4) + ":");

        float[] expected = features.matMul(head.transpose()).add(biases).toFloatArray();
        assertThat(logits.toFloatArray()).containsExactly(expected, within(1e-4f));
      }
    }
  }

  private static SequentialBlock nested() {
    return new SequentialBlock()
        .add(NetworkBlocks.convolution(4, 3, 2))
        .add(new SequentialBlock().add(Blocks.batchFlattenBlock()).add(NetworkBlocks.linear(4)));
  }

  @Test
  void a_network_without_a_fully_connected_end_is_refused_before_training() {
    SequentialBlock ends =
        new SequentialBlock()
            .add(Blocks.batchFlattenBlock())
            .add(NetworkBlocks.linear(4))
            .add(NetworkBlocks.batchNorm());
    try (TinyRun run = new TinyRun(ends)) {
      assertThatThrownBy(() -> run.prune("prototypes", Map.of("seeds", 1), 0))
          .hasMessageContaining("whose last layer is ai.djl.nn.norm.BatchNorm, must be")
          .hasMessageContaining("score images by el2n or forgetting instead");
      assertThat(run.curve).isEmpty();
    }
  }
}
