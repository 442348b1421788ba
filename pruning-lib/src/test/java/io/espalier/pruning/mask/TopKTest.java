// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopKTest {
  private final NDManager manager = NDManager.newBaseManager();

  /** Shared by all selections of a test, because a selection must not affect the next one. */
  private final TopK topK = new TopK();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void ties_are_broken_by_index() {
    float[] scores = {1, -2, 2, 2, 0, -2};

    assertThat(selected(scores, 3, Ranking.MAGNITUDE)).containsExactly(0, 1, 1, 1, 0, 0);
    assertThat(selected(scores, 2, Ranking.SIGNED)).containsExactly(0, 0, 1, 1, 0, 0);
    assertThat(selected(scores, 1, Ranking.SIGNED)).containsExactly(0, 0, 1, 0, 0, 0);
    assertThat(selected(scores, 5, Ranking.SIGNED)).containsExactly(1, 1, 1, 1, 1, 0);
  }

  @Test
  void negative_zero_equals_zero() {
    assertThat(selected(new float[] {-0f, 0f, -0f}, 1, Ranking.SIGNED)).containsExactly(1, 0, 0);
    assertThat(selected(new float[] {-0f, 0f, -0f}, 1, Ranking.MAGNITUDE)).containsExactly(1, 0, 0);
  }

  @Test
  void the_count_is_exact_for_every_number_to_keep_despite_many_ties() {
    SplittableRandom random = new SplittableRandom(7);
    float[] scores = new float[257];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = random.nextInt(-9, 10) / 4f;
    }
    for (Ranking ranking : Ranking.values()) {
      for (int kept = 0; kept <= scores.length; kept++) {
        assertThat(selected(scores, kept, ranking))
            .as("%s, %d kept", ranking, kept)
            .isEqualTo(sorted(scores, kept, ranking));
      }
    }
  }

  @Test
  void the_selection_equals_that_of_a_stable_sort() {
    for (long seed = 1; seed <= 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      float[] scores = new float[5000];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = Float.intBitsToFloat(random.nextInt());
        if (Float.isNaN(scores[i])) {
          scores[i] = Float.NEGATIVE_INFINITY;
        }
      }
      int kept = random.nextInt(scores.length + 1);
      for (Ranking ranking : Ranking.values()) {
        assertThat(selected(scores, kept, ranking))
            .as("seed %d, %s, %d kept", seed, ranking, kept)
            .isEqualTo(sorted(scores, kept, ranking));
      }
    }
  }

  @Test
  void the_error_of_a_nan_score_names_its_index() {
    assertThatThrownBy(() -> selected(new float[] {1, Float.NaN}, 1, Ranking.MAGNITUDE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("index 1 ");
    for (int bits : new int[] {0x7f800001, 0x7fffffff, 0xff800001, 0xffc00000, 0xffffffff}) {
      float[] many = new float[3000];
      many[7] = Float.POSITIVE_INFINITY;
      many[8] = Float.NEGATIVE_INFINITY;
      many[2999] = Float.intBitsToFloat(bits);
      for (Ranking ranking : Ranking.values()) {
        assertThatThrownBy(() -> selected(many, 0, ranking))
            .as("%s, %x", ranking, bits)
            .isInstanceOf(UnrankableScores.class)
            .hasMessageContaining("index 2999 ");
      }
    }
  }

  @Test
  void infinite_scores_are_valid() {
    float[] scores = {1, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, Float.MAX_VALUE};

    assertThat(selected(scores, 2, Ranking.MAGNITUDE)).containsExactly(0, 1, 1, 0);
    assertThat(selected(scores, 3, Ranking.SIGNED)).containsExactly(1, 0, 1, 1);
  }

  @Test
  void keeping_more_scores_than_exist_is_refused() {
    assertThatThrownBy(() -> selected(new float[] {1, 2}, 3, Ranking.MAGNITUDE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 0 to 2");
  }

  private float[] selected(float[] scores, long kept, Ranking ranking) {
    NDArray mask = manager.ones(new Shape(scores.length));
    topK.select(manager.create(scores), kept, ranking, mask);
    return mask.toFloatArray();
  }

  private static float[] sorted(float[] scores, int kept, Ranking ranking) {
    Comparator<Integer> larger =
        Comparator.comparingDouble(
            (Integer i) -> -(ranking == Ranking.MAGNITUDE ? Math.abs(scores[i]) : scores[i] + 0.0));
    float[] mask = new float[scores.length];
    IntStream.range(0, scores.length)
        .boxed()
        .sorted(larger.thenComparingInt(i -> i))
        .limit(kept)
        .forEach(i -> mask[i] = 1);
    return mask;
  }
}
