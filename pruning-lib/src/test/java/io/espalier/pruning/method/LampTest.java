// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.pruning.model.Layer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LampTest {

  /**
   * (1, −3, 2) scores 1/(9+4+1), 9/9, 4/(9+4); (−20, 10) scores 400/400 and 100/500. The three best
   * of the five are both 1s and 4/13 ≈ 0.31, although the weight 10, with score 0.2, is larger.
   */
  @Test
  void a_score_relates_a_weight_to_those_of_its_layer_that_are_not_smaller() {
    double[] scores = scores(List.of(layer(0, 3), layer(3, 2)), 1, -3, 2, -20, 10);

    assertThat(scores).containsExactly(new double[] {1 / 14.0, 1, 4 / 13.0, 1, 0.2}, within(1e-15));
    assertThat(Lamp.best(scores, 3)).containsExactly(0, 1, 1, 1, 0);
  }

  /**
   * The sum of the first of equal weights includes only itself, that of the second also the first,
   * and so on.
   */
  @Test
  void equal_weights_are_ordered_by_index() {
    double[] scores = scores(List.of(layer(0, 4)), 2, -2, 2, -2);

    assertThat(scores).containsExactly(1, 1 / 2.0, 1 / 3.0, 1 / 4.0);
  }

  @Test
  void in_a_layer_of_zeros_the_first_weight_scores_1_and_the_others_0() {
    assertThat(scores(List.of(layer(0, 2), layer(2, 3)), 0, -0f, 0, 5, 0))
        .containsExactly(1, 0, 0, 1, 0);
  }

  @Test
  void ties_between_scores_are_broken_by_index() {
    double[] scores = {0.5, 1, 0.5, 0.25, 0.5, 1};

    assertThat(Lamp.best(scores, 1)).containsExactly(0, 1, 0, 0, 0, 0);
    assertThat(Lamp.best(scores, 4)).containsExactly(1, 1, 1, 0, 0, 1);
    assertThat(Lamp.best(scores, 6)).containsExactly(1, 1, 1, 1, 1, 1);
  }

  @Test
  void every_layer_keeps_its_largest_weight_if_the_count_allows_one_per_layer() {
    List<Layer> layers = List.of(layer(0, 40), layer(40, 3), layer(43, 57), layer(100, 1));
    for (long seed = 1; seed <= 20; seed++) {
      float[] weights = normal(101, seed);
      for (int i = 0; i < 40; i++) {
        weights[i] *= 1e-6f; // the whole layer is smaller than any other weight
      }
      double[] scores = scores(layers, weights);
      for (int kept = layers.size(); kept <= weights.length; kept++) {
        float[] best = Lamp.best(scores, kept);
        for (Layer layer : layers) {
          int largest = (int) layer.offset();
          for (int i = largest; i < layer.offset() + layer.size(); i++) {
            largest = Math.abs(weights[i]) > Math.abs(weights[largest]) ? i : largest;
          }
          assertThat(best[largest]).as("seed %d, %d kept, %s", seed, kept, layer).isOne();
        }
      }
    }
  }

  /** Squares of 1e-30 are 0 in float32, and adding them does not change a sum near 1. */
  @Test
  void scores_within_a_layer_rank_by_magnitude_even_if_squares_underflow_float32() {
    float[] weights = new float[2000];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 1e-30f * (1 + i);
    }
    weights[0] = 1;
    double[] scores = scores(List.of(layer(0, weights.length)), weights);

    assertThat(scores[0]).isOne();
    for (int i = 2; i < weights.length; i++) {
      assertThat(scores[i]).isGreaterThan(scores[i - 1]).isPositive();
    }
    float[] best = Lamp.best(scores, 1000);
    for (int i = 1; i < weights.length; i++) {
      assertThat(best[i]).isEqualTo(i > 1000 ? 1f : 0f);
    }
  }

  /** A common factor of a layer's weights changes no score. */
  @Test
  void scores_do_not_depend_on_the_scale_of_a_layer() {
    float[] weights = normal(30, 3);
    float[] scaled = weights.clone();
    for (int i = 0; i < 10; i++) {
      scaled[i] *= 1024;
    }
    List<Layer> layers = List.of(layer(0, 10), layer(10, 20));

    assertThat(scores(layers, scaled)).containsExactly(scores(layers, weights));
  }

  private static double[] scores(List<Layer> layers, float... weights) {
    return Lamp.scores(FloatBuffer.wrap(weights), layers);
  }

  private static float[] normal(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static Layer layer(long offset, long size) {
    return new Layer("at " + offset, List.of(1L, size), offset, size, 1, 1, List.of());
  }
}
