// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.TopK;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.train.Batch;
import io.espalier.pruning.train.CrossEntropy;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The scores of SNIP and GraSP, and whether they keep the largest or the smallest. */
class AtInitialisationTest {
  private static final Map<String, Object> FIVE = Map.of("per_class", 5);

  private final CrossEntropy crossEntropy = new CrossEntropy();

  @Test
  void snip_keeps_the_weights_with_the_largest_product_with_the_gradient_of_the_sample()
      throws Exception {
    try (TinyRun run = new TinyRun(new ResNet20s(0.25).block(4))) {
      Batch sample = run.sample(5, 24);
      NetworkState state = TinyRun.leaves(run.initial, run.initial.weights());
      NDArray g =
          run.net
              .gradient(state, sample.images(), l -> crossEntropy.mean(l, sample.labels()))
              .weights();

      Pruned pruned = run.prune("snip", FIVE, 0.9);

      assertThat(pruned.mask().values())
          .isEqualTo(best(run.net, g.mul(run.initial.weights()), Ranking.MAGNITUDE, 0.9));
      assertThat(run.passes).isCloseTo(1 + 20 / 72.0, within(1e-12));
    }
  }

  /** Scoring takes minutes on large data. */
  @Test
  void scoring_stops_when_the_thread_is_interrupted() throws Exception {
    try (TinyRun run = new TinyRun(new ResNet20s(0.25).block(4))) {
      for (String method : List.of("snip", "grasp", "synflow")) {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> run.prune(method, Map.of(), 0.5))
            .as(method)
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("Interrupted in the scoring of weights");
        assertThat(Thread.interrupted()).as("still").isTrue();
      }
    }
  }

  /**
   * Without batch-norm, the mean over uneven batches of 9, 9 and 2 images is that of the whole
   * sample.
   */
  @Test
  void uneven_batches_of_a_sample_count_every_image_equally() throws Exception {
    try (TinyRun run = new TinyRun(chain(6, 4))) {
      Batch sample = run.sample(5, 9);
      NetworkState state = TinyRun.leaves(run.initial, run.initial.weights());
      NDArray whole =
          run.net
              .gradient(state, sample.images(), l -> crossEntropy.mean(l, sample.labels()))
              .weights();

      Pruned pruned = run.prune("snip", Map.of("per_class", 5, "batch", 9), 0.9);

      assertThat(sample.size()).isEqualTo(20);
      assertThat(pruned.mask().values())
          .isEqualTo(best(run.net, whole.mul(run.initial.weights()), Ranking.MAGNITUDE, 0.9));
    }
  }

  /** T = 200 is part of the score: both gradients are those of the tempered loss, in float64. */
  @Test
  void grasp_keeps_the_weights_whose_removal_reduces_the_gradient_flow_most() throws Exception {
    try (TinyRun run = new TinyRun(new ResNet20s(0.25).block(4))) {
      Batch sample = run.sample(5, 24).inFloat64();
      UnaryOperator<NDArray> loss = l -> crossEntropy.mean(l.div(200), sample.labels());
      NetworkState exact = run.initial.inFloat64();
      NDArray w = exact.weights();
      NDArray g = run.net.gradient(exact.copy(), sample.images(), loss).weights();
      NDArray product = run.net.hessianProduct(exact, sample.images(), loss, g);

      Pruned pruned = run.prune("grasp", FIVE, 0.9);

      NDArray worth = w.mul(product).toType(DataType.FLOAT32, true);
      assertThat(pruned.mask().values()).isEqualTo(best(run.net, worth, Ranking.SIGNED, 0.9));
      assertThat(run.passes).isCloseTo(1 + 3 * 20 / 72.0, within(1e-12));
      Pruned hot = run.prune("grasp", Map.of("per_class", 5, "temperature", 1), 0.9);
      assertThat(hot.mask().values()).isNotEqualTo(pruned.mask().values());
    }
  }

  /**
   * l = ((w₁ − w₂)² + (w₃/2)²) / 2 at w = (2, 1, 1): g = (1, −1, ¼), Hg = (2, −2, 1/16), S = −w⊙Hg
   * = (−4, 2, −1/16). Without w₂ the difference and thus the gradient are larger: w₂ is removed
   * first, although |S₂| is the second largest. If two weights are kept, they are w₁ and w₃.
   */
  @Test
  void grasp_keeps_the_smallest_signed_scores() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray w = manager.create(new float[] {2, 1, 1});
      NDArray product = manager.create(new float[] {2, -2, 0.0625f});

      NDArray kept = manager.zeros(new Shape(3));
      new TopK().select(Grasp.worth(w, product), 2, Ranking.SIGNED, kept);

      assertThat(kept.toFloatArray()).containsExactly(1, 0, 1);
    }
  }

  /** In float64, by shrinking each weight a little: d‖g‖²/dε = 2·Sᵢ along δ = −wᵢ. */
  @Test
  void grasps_score_equals_the_change_of_gradient_flow_as_a_weight_shrinks() {
    try (NDManager manager = NDManager.newBaseManager();
        PrunableNet net =
            new PrunableNet(
                manager,
                chain(2, 3),
                new Shape(1, 1, 3),
                DataType.FLOAT64,
                PrunableNet.Layout.CHANNELS_LAST)) {
      NetworkState state = net.initialState(SplittableRandom::new);
      NDArray images = manager.create(new double[] {1, 2, -1, 0.5, -2, 3}, new Shape(2, 1, 1, 3));
      NDArray labels = manager.create(new long[] {0, 2});
      UnaryOperator<NDArray> loss = l -> crossEntropy.mean(l.div(2), labels);
      NDArray w = state.weights();
      NDArray g = net.gradient(TinyRun.leaves(state, w), images, loss).weights();
      NDArray product = net.hessianProduct(state, images, loss, g);
      double[] worth = Grasp.worth(w, product).toDoubleArray();

      double h = 1e-5;
      for (int i = 0; i < worth.length; i++) {
        double[] faded = new double[worth.length];
        faded[i] = -h * w.toDoubleArray()[i];
        NDArray step = manager.create(faded);
        double above = flow(net, state, w.add(step), images, loss);
        double below = flow(net, state, w.sub(step), images, loss);

        assertThat((above - below) / (2 * h)).isCloseTo(2 * -worth[i], within(1e-8));
      }
    }
  }

  @Test
  void training_starts_from_the_masked_initial_state_which_scoring_does_not_change()
      throws Exception {
    try (TinyRun run = new TinyRun(new ResNet20s(0.25).block(4))) {
      float[] statistics = run.initial.statistics().toFloatArray();
      for (String method : List.of("snip", "grasp", "synflow")) {
        Map<String, Object> settings = method.equals("synflow") ? Map.of("rounds", 3) : FIVE;
        Pruned pruned = run.prune(method, settings, 0.9);

        assertThat(run.weights)
            .as(method)
            .isEqualTo(run.initial.weights().mul(pruned.mask().values()).toFloatArray());
        assertThat(run.other).isEqualTo(run.initial.other().toFloatArray());
        assertThat(run.statistics).isEqualTo(statistics);
      }
    }
  }

  private static double flow(
      PrunableNet net,
      NetworkState state,
      NDArray weights,
      NDArray images,
      UnaryOperator<NDArray> loss) {
    NDArray g = net.gradient(TinyRun.leaves(state, weights), images, loss).weights();
    return g.mul(g).sum().getDouble();
  }

  private static NDArray best(PrunableNet net, NDArray scores, Ranking ranking, double sparsity) {
    Selection selection = new Unstructured().selection(net.layers(), new Sparsity(sparsity));
    return selection.of(scores, net.others(), ranking).values();
  }

  private static Block chain(int hidden, int classes) {
    return new SequentialBlock()
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(hidden).build())
        .add(Activation::tanh)
        .add(Linear.builder().setUnits(classes).build());
  }
}
