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
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.mask.Channels;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.GlobalFilters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.NofM;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.NetworkBlocks;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.train.Batch;
import io.espalier.pruning.train.TinyImages;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LrpTest {
  private static final ImageSet IMAGES = TinyImages.set(72, 8);

  /** Input (1, 2), weights (3, −1), output 1: the ε rule gives the weights (3, −2). */
  @Test
  void the_relevance_of_a_case_worked_by_hand() {
    try (NDManager manager = NDManager.newBaseManager();
        PrunableNet net =
            new PrunableNet(
                manager,
                new SequentialBlock().add(Blocks.batchFlattenBlock()).add(linear(2)),
                new Shape(2, 1, 1),
                DataType.FLOAT32,
                PrunableNet.Layout.CHANNELS_LAST)) {
      NetworkState state =
          new NetworkState(
              manager.create(new float[] {3, -1, 7, 7}),
              manager.zeros(new Shape(0)),
              manager.zeros(new Shape(0)));
      NDArray images = manager.create(new float[] {1, 2}, new Shape(1, 2, 1, 1));
      NDArray labels = manager.create(new long[] {0});

      Gradient gradient =
          net.gradient(
              state, images, logits -> Lrp.ofOwnClass(logits, labels), PrunableNet.Mode.EVALUATION);

      assertThat(gradient.loss().getFloat()).isOne();
      assertThat(gradient.weights().mul(state.weights()).toFloatArray())
          .containsExactly(3, -2, 0, 0);
    }
  }

  /** What flows out of the network flows through each layer, as the weights have no biases. */
  @Test
  void the_relevances_of_each_layer_of_a_chain_sum_to_the_output() {
    try (TinyRun run = new TinyRun(chain(), DataType.FLOAT64, IMAGES)) {
      Batch images = run.sample(3, 100);
      NetworkState state = run.trained.copy();
      Gradient gradient =
          run.net.gradient(
              state,
              images.images().toType(DataType.FLOAT64, false),
              logits -> Lrp.ofOwnClass(logits, images.labels()),
              PrunableNet.Mode.EVALUATION);
      NDArray relevance = gradient.weights().mul(run.trained.weights());

      assertThat(run.net.layers()).hasSize(3);
      for (Layer layer : run.net.layers()) {
        String part = layer.offset() + ":" + (layer.offset() + layer.size());
        assertThat(relevance.get(part).sum().getDouble())
            .isCloseTo(gradient.loss().getDouble(), within(1e-9));
      }
    }
  }

  /** Each image alone, because signs cancel in the gradient of a batch. */
  @Test
  void the_score_of_a_weight_is_a_sum_over_images_of_sizes() throws Exception {
    try (TinyRun run = new TinyRun(new ResNet20s(0.25).block(4))) {
      PruningRun input = alive(run, new Unstructured());
      Lrp method = new Lrp(Lrp.DEFAULTS.recipe(), Omp.From.TRAINED, new Sample(2), plain());

      float[] scores = method.relevanceOfWeights(input).toFloatArray();

      double[] weights = run.trained.inFloat64().weights().toDoubleArray();
      assertThat(ofOwnClass(run, run.trained.inFloat64())).hasSize(8);
      for (int i = 0; i < weights.length; i += weights.length / 23) {
        double step = 1e-7 * weights[i];
        double[] up = ofOwnClass(run, moved(run, i, step));
        double[] down = ofOwnClass(run, moved(run, i, -step));
        double sum = 0;
        for (int image = 0; image < up.length; image++) {
          sum += Math.abs((up[image] - down[image]) / 2e-7);
        }
        assertThat((double) scores[i]).as("weight %s", i).isCloseTo(sum, within(1e-3 * sum + 1e-5));
      }
      assertThat(input.training().cost().passes()).isEqualTo(8 / 72.0);
    }
  }

  /** γ·∂f/∂γ + β·∂f/∂β is the change of f by a common factor of both. */
  @Test
  void the_score_of_a_filter_is_what_the_output_changes_by_with_its_channel() throws Exception {
    try (TinyRun run = new TinyRun(new ResNet20s(0.25).block(4))) {
      PruningRun input = alive(run, new Filters());
      Lrp method = new Lrp(Lrp.DEFAULTS.recipe(), Omp.From.TRAINED, new Sample(2), plain());
      GlobalFilters filters =
          (GlobalFilters) method.selection(new Filters(), run.net.layers(), new Sparsity(0.5));

      double[] scores = method.relevanceOfFilters(input, new BatchNormScales(filters));

      assertThat(scores).hasSize((int) filters.groups());
      int first = 0;
      for (Layer layer : filters.layers()) {
        double sum = 0;
        double[] up = ofOwnClass(run, scaled(run, layer, 1, 1 + 1e-7));
        double[] down = ofOwnClass(run, scaled(run, layer, 1, 1 - 1e-7));
        for (int image = 0; image < up.length; image++) {
          sum += Math.abs((up[image] - down[image]) / 2e-7);
        }
        assertThat(scores[first + 1]).as(layer.name()).isCloseTo(sum, within(1e-3 * sum + 1e-5));
        first += layer.filters();
      }
    }
  }

  @Test
  void the_best_scores_are_kept() throws Exception {
    try (TinyRun run = new TinyRun(new ResNet20s(0.25).block(4))) {
      for (Granularity structure : List.of(new Unstructured(), new Filters())) {
        PruningRun input = alive(run, structure);
        Pruned pruned = run.prune("lrp", Map.of("per_class", 2), structure, 0.5, Optional.empty());

        assertThat(input.selection().allows(pruned.mask())).isTrue();
        assertThat(run.training.cost().passes()).isEqualTo(1 + 8 / 72.0);
        float[] mask = pruned.mask().values().toFloatArray();
        Lrp method = new Lrp(Lrp.DEFAULTS.recipe(), Omp.From.TRAINED, new Sample(2), plain());
        if (structure instanceof Unstructured) {
          float[] scores = method.relevanceOfWeights(input).toFloatArray();
          float least = Float.POSITIVE_INFINITY;
          float most = 0;
          for (int i = 0; i < mask.length; i++) {
            least = mask[i] == 1 ? Math.min(least, scores[i]) : least;
            most = mask[i] == 0 ? Math.max(most, scores[i]) : most;
          }
          assertThat(least).isGreaterThanOrEqualTo(most);
        } else {
          GlobalFilters filters =
              (GlobalFilters) method.selection(structure, run.net.layers(), new Sparsity(0.5));
          boolean[] best =
              filters.best(method.relevanceOfFilters(input, new BatchNormScales(filters)));
          int at = 0;
          for (Layer layer : filters.layers()) {
            for (int filter = 0; filter < layer.filters(); filter++) {
              long weight = layer.offset() + filter * layer.size() / layer.filters();
              assertThat(mask[(int) weight]).isEqualTo(best[at++] ? 1 : 0);
            }
          }
        }
      }
    }
  }

  @Test
  void weights_and_filters_are_accepted() {
    assertThat(Lrp.DEFAULTS.refuses(new Unstructured())).isEmpty();
    assertThat(Lrp.DEFAULTS.refuses(new Filters())).isEmpty();
    assertThat(Lrp.DEFAULTS.refuses(new Channels())).isPresent();
    assertThat(Lrp.DEFAULTS.refuses(new NofM(2, 4))).isPresent();
    assertThatThrownBy(() -> Methods.ALL.choose("lrp", Map.of("per_class", 0)))
        .hasMessage("Invalid per_class: 0, must be at least 1");
  }

  /** A run whose trained network outputs something: otherwise no image passes batch-norm. */
  private static PruningRun alive(TinyRun run, Granularity structure) throws InterruptedException {
    PruningRun input = run.run(Lrp.DEFAULTS, structure, 0.5, Optional.empty());
    input.training().recalibrate(run.net, run.trained, 3, 24);
    return input;
  }

  private static AfterCut plain() {
    return AfterCut.DEFAULTS;
  }

  /** The logit of its class of each image of the sample, in float64. */
  private static double[] ofOwnClass(TinyRun run, NetworkState state) {
    Batch images = run.sample(2, 1);
    NDArray seen = images.images().toType(DataType.FLOAT64, false);
    double[] all = run.net.evaluate(state, seen).toDoubleArray();
    long[] labels = images.labels().toLongArray();
    double[] own = new double[labels.length];
    for (int i = 0; i < own.length; i++) {
      own[i] = all[(int) (4L * i + labels[i])];
    }
    return own;
  }

  private static NetworkState moved(TinyRun run, int weight, double by) {
    NetworkState exact = run.trained.inFloat64();
    double[] weights = exact.weights().toDoubleArray();
    weights[weight] += by;
    return new NetworkState(run.manager.create(weights), exact.other(), exact.statistics());
  }

  /** With another scale and shift of a filter. */
  private static NetworkState scaled(TinyRun run, Layer layer, int filter, double factor) {
    NetworkState exact = run.trained.inFloat64();
    double[] other = exact.other().toDoubleArray();
    other[(int) layer.batchNormScale().orElseThrow() + filter] *= factor;
    other[(int) layer.batchNormShift().orElseThrow() + filter] *= factor;
    return new NetworkState(exact.weights(), run.manager.create(other), exact.statistics());
  }

  private static Block chain() {
    return new SequentialBlock()
        .add(NetworkBlocks.convolution(5, 3, 1))
        .add(Activation.reluBlock())
        .add(NetworkBlocks.convolution(4, 3, 2))
        .add(Activation.reluBlock())
        .add(Blocks.batchFlattenBlock())
        .add(linear(4));
  }

  private static Block linear(int units) {
    return Linear.builder().setUnits(units).optBias(false).build();
  }
}
