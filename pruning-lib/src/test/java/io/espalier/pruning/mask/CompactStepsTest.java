// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.Network;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.train.CrossEntropy;
import io.espalier.pruning.train.Formula;
import io.espalier.pruning.train.Sgd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Steps of the compact form of a network, compared with those of the masked network, in float64.
 */
class CompactStepsTest {
  private static final int STEPS = 4;
  private static final int CLASSES = 3;

  /** Small enough that rounding does not grow from step to step. */
  private static final double RATE = 1e-3;

  /** Relative to the largest value of a vector. */
  private static final double TOLERANCE = 1e-10;

  /**
   * @param leftOut number of channels with batch-norm that the compact form leaves out, counted by
   *     hand
   */
  private record Case(String name, Block block, int side, Granularity structure, int leftOut) {
    @Override
    public String toString() {
      return name + ", " + structure;
    }
  }

  private final NDManager manager = NDManager.newBaseManager();
  private final CrossEntropy crossEntropy = new CrossEntropy();

  @AfterEach
  void close() {
    manager.close();
  }

  private static Stream<Case> examples() {
    Granularity filters = new Filters();
    Granularity channels = new Channels();
    int resNet = 3 * (8 + 16); // between a block's two convolutions
    int wide = 4 * (8 + 16);
    int vgg = 2 * 8 + 3 * 16 + 6 * 32;
    return Stream.of(
        listed("resnet20s", 0.5, 8, filters, resNet),
        listed("resnet20s", 0.5, 8, channels, resNet),
        listed("wrn-28-8", 0.0625, 8, filters, wide),
        listed("wrn-28-8", 0.0625, 8, channels, wide),
        listed("vgg16", 0.125, 32, filters, vgg),
        listed("vgg16", 0.125, 32, channels, vgg - 32), // the last is read by the classifier
        new Case("biases", biases(), 8, filters, 0),
        new Case("biases", biases(), 8, channels, 0),
        new Case("concatenation", concatenation(), 8, filters, 2 * 8),
        new Case("concatenation", concatenation(), 8, channels, 2 * 8));
  }

  private static Case listed(
      String model, double width, int side, Granularity structure, int leftOut) {
    Block block = Architectures.ALL.choose(model, Map.of("width", width)).value().block(CLASSES);
    return new Case(model, block, side, structure, leftOut);
  }

  /** Without batch-norm, and with several pixels per channel at the first fully connected layer. */
  private static Block biases() {
    return new SequentialBlock()
        .add(convolution(12))
        .add(Activation::relu)
        .add(convolution(10))
        .add(Activation::relu)
        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(9).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(CLASSES).build());
  }

  /**
   * Two branches of two convolutions each; in each branch, only the second convolution reads the
   * first.
   */
  private static Block concatenation() {
    return new SequentialBlock()
        .add(
            new ParallelBlock(
                branches ->
                    new NDList(
                        branches
                            .get(0)
                            .singletonOrThrow()
                            .concat(branches.get(1).singletonOrThrow(), 1)),
                List.of(branch(), branch())))
        .add(convolution(6))
        .add(Pool.globalAvgPool2dBlock())
        .add(Linear.builder().setUnits(CLASSES).build());
  }

  private static Block branch() {
    return new SequentialBlock()
        .add(convolution(16))
        .add(BatchNorm.builder().build())
        .add(Activation::relu)
        .add(convolution(5));
  }

  private static Block convolution(int filters) {
    return Conv2d.builder()
        .setFilters(filters)
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .build();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void training_steps_of_the_compact_form_equal_those_of_the_masked_network(Case example) {
    Shape image = new Shape(3, example.side(), example.side());
    try (PrunableNet net = network(example.block(), image)) {
      NetworkState start = net.initialState(SplittableRandom::new);
      start.other().addi(random(start.other().size(), 4).muli(0.3));
      start.statistics().addi(random(start.statistics().size(), 5).muli(0.3));
      Mask mask = mask(net, example.structure(), start);
      Network compact = net.compact(mask.values(), mask.other());
      assertThat(compact).isNotSameAs(net);
      Steps masked = new Steps(net, mask, start);
      Steps narrow = new Steps(compact, mask, start);
      for (int step = 0; step < STEPS; step++) {
        NDArray images = random(5 * image.size(), 10 + step).reshape(new Shape(5).addAll(image));

        masked.step(images);
        narrow.step(images);

        assertClose(narrow.loss, masked.loss);
        assertClose(narrow.state.weights(), masked.state.weights());
        assertClose(narrow.state.other(), masked.state.other());
        assertClose(narrow.weights.velocity(), masked.weights.velocity());
        assertClose(narrow.others.velocity(), masked.others.velocity());
        assertClose(
            compact.evaluate(mask.on(narrow.state), images),
            net.evaluate(mask.on(masked.state), images));
      }
      NDArray seen = narrow.state.statistics().neq(start.statistics());
      assertClose(narrow.state.statistics().mul(seen), masked.state.statistics().mul(seen));
      assertThat(seen.sum().getLong())
          .as("means and variances that were seen")
          .isEqualTo(net.statistics() - 2L * example.leftOut());
    }
  }

  @Test
  void layers_between_convolutions_see_the_kept_channels_padded_to_a_multiple_of_eight() {
    List<Shape> seen = new ArrayList<>();
    Block block = chain(18, image -> watched(image, seen));
    Shape image = new Shape(3, 8, 8);
    try (PrunableNet net = network(block, image)) {
      NetworkState start = net.initialState(SplittableRandom::new);
      Mask mask = mask(net, new Filters(), start);
      Network compact = net.compact(mask.values(), mask.other());
      seen.clear();

      compact.evaluate(mask.on(start), random(2 * image.size(), 1).reshape(2, 3, 8, 8));

      assertThat(seen).containsExactly(new Shape(2, 16, 8, 8));
    }
  }

  @Test
  void channels_read_by_a_shortcut_or_a_depthwise_convolution_stay() {
    Shape image = new Shape(3, 16, 16);
    Block block = Architectures.ALL.choose("mobilenetv2", Map.of("width", 0.25)).value().block(3);
    try (PrunableNet net = network(block, image)) {
      NetworkState start = net.initialState(SplittableRandom::new);
      Mask mask = mask(net, new Filters(), start);
      start.statistics().addi(0.25); // so that no updated mean stays 0
      NetworkState state = mask.applied(start);

      net.compact(mask.values(), mask.other())
          .gradient(
              mask.on(state), random(4 * image.size(), 1).reshape(4, 3, 16, 16), NDArray::sum);

      assertThat(state.statistics().eq(start.statistics()).sum().getLong())
          .as("means and variances of half of the last block's outputs, and of the head's")
          .isEqualTo(2 * (40 + 160));
    }
  }

  private static NDArray watched(NDArray image, List<Shape> seen) {
    seen.add(image.getShape());
    return Activation.relu(image);
  }

  /** Each would give other results without the removed channels, or fail. */
  private static Stream<UnaryOperator<NDArray>> mixers() {
    return Stream.of(
        Activation::sigmoid, // maps 0 to 0.5
        image -> image.sub(image.mean(new int[] {1}, true)),
        image -> image.reshape(-1, 18, 64).flip(1).reshape(-1, 18, 8, 8),
        image -> image.add(image.getManager().ones(new Shape(1, 18, 1, 1))));
  }

  @ParameterizedTest
  @MethodSource("mixers")
  void a_network_with_unknown_channel_mixing_is_not_compacted(UnaryOperator<NDArray> mixer) {
    try (PrunableNet net = network(chain(18, mixer), new Shape(3, 8, 8))) {
      Mask mask = mask(net, new Filters(), net.initialState(SplittableRandom::new));

      assertThat(net.compact(mask.values(), mask.other())).isSameAs(net);
    }
  }

  @Test
  void a_network_with_a_dense_mask_is_not_compacted() {
    try (PrunableNet net = network(chain(18, Activation::relu), new Shape(3, 8, 8))) {
      Mask mask = Mask.dense(manager, net.prunable(), net.others());

      assertThat(net.compact(mask.values(), mask.other())).isSameAs(net);
    }
  }

  /** The next layer still reads its shift, so 17 channels have an effect, not 16. */
  @Test
  void a_removed_filter_with_a_kept_shift_stays() {
    List<Shape> seen = new ArrayList<>();
    Block block = chain(32, image -> watched(image, seen));
    try (PrunableNet net = network(block, new Shape(3, 8, 8))) {
      NetworkState start = net.initialState(SplittableRandom::new);
      Mask mask = mask(net, new Filters(), start);
      float[] other = mask.other().toFloatArray();
      int shift = (int) (long) net.layers().get(0).followers().get(2);
      int removed =
          IntStream.range(0, 32).filter(i -> other[shift + i] == 0).findFirst().orElseThrow();
      other[shift + removed] = 1;
      Mask left = new Mask(mask.values(), manager.create(other));
      Network compact = net.compact(left.values(), left.other());
      seen.clear();

      compact.evaluate(left.on(start), random(2 * 3 * 64, 1).reshape(2, 3, 8, 8));

      assertThat(seen).containsExactly(new Shape(2, 24, 8, 8));
    }
  }

  /** Two convolutions, with batch-norm and {@code between} between them. */
  private static Block chain(int filters, UnaryOperator<NDArray> between) {
    return new SequentialBlock()
        .add(convolution(filters))
        .add(BatchNorm.builder().build())
        .add(LambdaBlock.singleton(between))
        .add(convolution(1))
        .add(Pool.globalAvgPool2dBlock())
        .add(Linear.builder().setUnits(CLASSES).build());
  }

  private PrunableNet network(Block block, Shape image) {
    return new PrunableNet(
        manager, block, image, DataType.FLOAT64, PrunableNet.Layout.CHANNELS_LAST);
  }

  /** Removes half of the groups of every layer, rounded down. */
  private static Mask mask(PrunableNet net, Granularity structure, NetworkState state) {
    return structure
        .selection(net.layers(), new Sparsity(0.5))
        .of(state.weights().toType(DataType.FLOAT32, true), net.others(), Ranking.MAGNITUDE);
  }

  /** Gradient descent under a mask, as in runs. */
  private final class Steps {
    final Network network;
    final Mask mask;
    final NetworkState state;
    final Sgd weights;
    final Sgd others;
    NDArray loss;

    Steps(Network network, Mask mask, NetworkState start) {
      this.network = network;
      this.mask = mask;
      this.state = mask.applied(start);
      this.weights = new Sgd(state.weights(), 0.9, 1e-2, Formula.MASKED);
      this.others = new Sgd(state.other(), 0.9, 1e-2, Formula.MASKED);
    }

    void step(NDArray images) {
      NDArray labels = manager.create(new long[] {0, 1, 2, 1, 0});
      UnaryOperator<NDArray> mean = logits -> crossEntropy.mean(logits, labels);
      Gradient gradient = network.gradient(mask.on(state), images, mean);
      loss = gradient.loss();
      weights.step(RATE, List.of(mask.values(), gradient.weights()));
      others.step(RATE, List.of(mask.other(), gradient.other()));
    }
  }

  private NDArray random(long size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return manager.create(random.doubles(size, -1, 1).toArray());
  }

  private static void assertClose(NDArray actual, NDArray expected) {
    double greatest = greatest(expected);
    assertThat(greatest(actual.sub(expected))).isLessThanOrEqualTo(TOLERANCE * greatest);
  }

  private static double greatest(NDArray vector) {
    return Arrays.stream(vector.toDoubleArray()).map(Math::abs).max().orElse(0);
  }
}
