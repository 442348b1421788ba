// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.mask.Channels;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.NofM;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.TopK;
import io.espalier.pruning.mask.UnrankableScores;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Layer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GlobalMpTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /**
   * A layer of (1, −3, 2, 3) and one of (9, −8, 7): the four largest are 9, 8, 7 and the first 3.
   * With a minimum of two per layer, both 3 stay instead of 7. With a minimum of three and six
   * weights kept, the second layer keeps all of its weights, and the first its largest three.
   */
  @Test
  void every_layer_reaches_its_minimum_before_any_layer_keeps_more() {
    float[] weights = {1, -3, 2, 3, 9, -8, 7};
    List<Layer> layers = List.of(layer(0, 4), layer(4, 3));

    assertThat(kept(weights, layers, 0, 4)).containsExactly(0, 1, 0, 0, 1, 1, 1);
    assertThat(kept(weights, layers, 1, 4)).containsExactly(0, 1, 0, 0, 1, 1, 1);
    assertThat(kept(weights, layers, 2, 4)).containsExactly(0, 1, 0, 1, 1, 1, 0);
    assertThat(kept(weights, layers, 3, 6)).containsExactly(0, 1, 1, 1, 1, 1, 1);
    assertThat(kept(weights, layers, 99, 7)).containsExactly(1, 1, 1, 1, 1, 1, 1);
  }

  /** Three layers whose weights differ by a factor of 100: global pruning can empty the first. */
  @Test
  void every_layer_keeps_its_minimum_and_pruning_is_global_if_no_minimum_binds() {
    List<Layer> layers = List.of(layer(0, 50), layer(50, 200), layer(250, 100));
    SplittableRandom random = new SplittableRandom(1);
    float[] weights = new float[350];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (random.nextDouble(-1, 1) * (i < 50 ? 0.01 : i < 250 ? 1 : 100));
    }
    for (int minimum : new int[] {0, 1, 5, 20}) {
      for (int count : new int[] {60, 100, 250, 340}) {
        float[] kept = kept(weights, layers, minimum, count);
        float[] global = kept(weights, layers, 0, count);

        boolean binds = false;
        int sum = 0;
        for (Layer layer : layers) {
          assertThat(count(kept, layer)).isGreaterThanOrEqualTo(minimum);
          binds |= count(global, layer) < minimum;
          sum += count(kept, layer);
        }
        assertThat(sum).isEqualTo(count);
        if (binds) {
          assertThat(kept).isNotEqualTo(global);
        } else {
          assertThat(kept).isEqualTo(global);
        }
      }
    }
  }

  @Test
  void the_error_of_a_nan_weight_names_its_layer() {
    assertThatThrownBy(
            () -> GlobalMp.scores(FloatBuffer.wrap(new float[] {1, Float.NaN}), two(), 1))
        .isInstanceOf(UnrankableScores.class)
        .hasMessage("Cannot rank weights: one of layer at 1 is not a number");
  }

  @Test
  void a_minimum_is_a_share_and_only_unstructured_pruning_is_accepted() {
    assertThatThrownBy(() -> Methods.ALL.choose("global-mp", Map.of("min_per_layer", 1)))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("Invalid min_per_layer: 1.0, must be at least 0 and less than 1");
    for (String name : List.of("global-mp", "lamp")) {
      PruningMethod method = Methods.ALL.choose(name, Map.of()).value();
      assertThat(method.refuses(new Unstructured())).isEmpty();
      assertThat(method.refuses(new Filters())).isPresent();
      assertThat(method.refuses(new Channels())).isPresent();
      assertThat(method.refuses(new NofM(2, 4))).isPresent();
    }
  }

  private float[] kept(float[] weights, List<Layer> layers, long least, int count) {
    NDArray mask = manager.zeros(new Shape(weights.length));
    NDArray scores = manager.create(GlobalMp.scores(FloatBuffer.wrap(weights), layers, least));
    new TopK().select(scores, count, Ranking.SIGNED, mask);
    return mask.toFloatArray();
  }

  private static int count(float[] mask, Layer layer) {
    int count = 0;
    for (int i = 0; i < layer.size(); i++) {
      count += (int) mask[(int) layer.offset() + i];
    }
    return count;
  }

  private static List<Layer> two() {
    return List.of(layer(0, 1), layer(1, 1));
  }

  private static Layer layer(long offset, long size) {
    return new Layer("at " + offset, List.of(1L, size), offset, size, 1, 1, List.of());
  }
}
