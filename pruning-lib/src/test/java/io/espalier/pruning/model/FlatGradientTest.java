// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.pooling.Pool;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.espalier.pruning.train.CrossEntropy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The identity on which all methods are based: one backward pass with z as the leaf gives ∂l/∂z.
 */
class FlatGradientTest {
  private static final Shape IMAGE = new Shape(3, 8, 8);

  private final NDManager manager = NDManager.newBaseManager();
  private final CrossEntropy crossEntropy = new CrossEntropy();

  @AfterEach
  void close() {
    manager.close();
  }

  /**
   * Central differences along random directions, in float64; the kinks of ReLU leave an error of
   * 1e-6.
   */
  @Test
  void the_flat_gradient_equals_finite_differences_in_both_layouts() {
    for (PrunableNet.Layout layout : PrunableNet.Layout.values()) {
      try (PrunableNet net = net(DataType.FLOAT64, layout)) {
        assertFiniteDifferences(net, layout.name());
      }
    }
  }

  /** Depthwise convolutions and ReLU6, which clips nothing unless its input is scaled. */
  @Test
  void the_flat_gradient_of_inverted_bottlenecks_equals_finite_differences() {
    Block block =
        new SequentialBlock()
            .add(MobileNetV2.bottleneck(3, 2, 6, 2))
            .add(MobileNetV2.bottleneck(6, 2, 6, 1))
            .add(LambdaBlock.singleton(image -> Activation.relu6(image.mul(5))))
            .add(Pool.globalAvgPool2dBlock())
            .add(NetworkBlocks.linear(4));
    try (PrunableNet net = net(block, DataType.FLOAT64, PrunableNet.Layout.CHANNELS_LAST)) {
      assertFiniteDifferences(net, "inverted bottlenecks");
    }
  }

  /** Blocks whose shortcut skips batch-norm and ReLU. */
  @Test
  void the_flat_gradient_of_pre_activation_blocks_equals_finite_differences() {
    SequentialBlock block = new SequentialBlock().add(NetworkBlocks.convolution(4, 3, 1));
    WideResNet28x8.addStage(block, 2, 6, 2);
    block.add(Pool.globalAvgPool2dBlock()).add(NetworkBlocks.linear(4));
    try (PrunableNet net = net(block, DataType.FLOAT64, PrunableNet.Layout.CHANNELS_LAST)) {
      assertFiniteDifferences(net, "pre-activation blocks");
    }
  }

  /**
   * Uses the full width: on a processor that hides its caches, oneDNN leaves parts of a padded
   * layout unwritten (docs/native-layer.md), and it converts NCHW images and weights with fewer
   * than 16 channels to such layouts. No run computes in NCHW.
   */
  @Test
  void in_djls_layout_the_flat_gradient_equals_djls_gradients_bit_for_bit() {
    try (PrunableNet net =
        new PrunableNet(
            manager,
            new ResNet20s(1).block(4),
            IMAGE,
            DataType.FLOAT32,
            PrunableNet.Layout.CHANNELS_FIRST)) {
      NetworkState state = net.initialState(SplittableRandom::new);
      NDArray images = images(6);
      NDArray labels = manager.create(new long[] {0, 1, 2, 3, 0, 1});
      net.export(state);
      NetworkState own = state.copy();

      Gradient flat =
          net.gradient(
              new NetworkState(
                  own.weights().duplicate(), own.other().duplicate(), own.statistics()),
              images,
              l -> crossEntropy.mean(l, labels));
      Stock stock = stock(net.block(), images, labels);

      assertThat(flat.loss().getFloat()).isEqualTo(stock.loss);
      assertThat(flat.weights().toFloatArray()).isEqualTo(stock.weights.toFloatArray());
      assertThat(flat.other().toFloatArray()).isEqualTo(stock.other.toFloatArray());
      assertThat(own.statistics().toFloatArray())
          .as("running statistics after the pass")
          .isEqualTo(stock.statistics.toFloatArray())
          .isNotEqualTo(state.statistics().toFloatArray());
    }
  }

  @Test
  void both_layouts_give_the_same_logits() {
    try (PrunableNet last = net(DataType.FLOAT64, PrunableNet.Layout.CHANNELS_LAST);
        PrunableNet first = net(DataType.FLOAT64, PrunableNet.Layout.CHANNELS_FIRST)) {
      NDArray images = images(4).toType(DataType.FLOAT64, false);
      double[] one =
          last.evaluate(last.initialState(SplittableRandom::new), images).toDoubleArray();
      double[] other =
          first.evaluate(first.initialState(SplittableRandom::new), images).toDoubleArray();

      assertThat(one).usingComparatorWithPrecision(1e-12).containsExactly(other);
    }
  }

  @Test
  void a_pass_on_copied_statistics_does_not_change_the_running_statistics() {
    try (PrunableNet net = net(DataType.FLOAT32, PrunableNet.Layout.CHANNELS_LAST)) {
      NetworkState state = net.initialState(SplittableRandom::new);
      float[] before = state.statistics().toFloatArray();
      NDArray labels = manager.create(new long[] {0, 1});
      NetworkState leaves = leaf(state, state.weights(), state.other());

      net.gradient(leaves, images(2), l -> crossEntropy.mean(l, labels));

      assertThat(state.statistics().toFloatArray()).isEqualTo(before);
    }
  }

  /** Otherwise the memory of the first pass of an iteration is not free for the second. */
  @Test
  void a_pass_frees_the_outputs_of_layers_and_keeps_its_result() {
    List<NDArray> given = new ArrayList<>();
    Block block =
        new SequentialBlock()
            .add(NetworkBlocks.convolution(4, 3, 1))
            .add(
                LambdaBlock.singleton(
                    image -> {
                      given.add(image);
                      return image.mul(2);
                    }))
            .add(Pool.globalAvgPool2dBlock())
            .add(NetworkBlocks.linear(4));
    try (PrunableNet net = net(block, DataType.FLOAT32, PrunableNet.Layout.CHANNELS_LAST);
        NDScope step = new NDScope()) {
      step.suppressNotUsedWarning();
      given.clear(); // the block was given an image when it was initialised
      NDArray labels = manager.create(new long[] {0, 1});

      Gradient gradient =
          net.gradient(
              net.initialState(SplittableRandom::new),
              images(2),
              l -> crossEntropy.mean(l, labels));

      assertThat(given).singleElement().matches(layer -> ((PtNDArray) layer).isReleased());
      assertThat(gradient.loss().getFloat()).isPositive();
    }
  }

  private void assertFiniteDifferences(PrunableNet net, String description) {
    NetworkState state = net.initialState(SplittableRandom::new);
    NDArray images = images(6).toType(DataType.FLOAT64, false);
    NDArray labels = manager.create(new long[] {0, 1, 2, 3, 0, 1});
    NDArray mask = random(net.prunable(), 5).gt(-0.3).toType(DataType.FLOAT64, false);
    NDArray z = state.weights().mul(mask);
    Gradient gradient =
        net.gradient(leaf(state, z, state.other()), images, l -> crossEntropy.mean(l, labels));
    for (long seed = 11; seed < 16; seed++) {
      NDArray onWeights = random(net.prunable(), seed);
      NDArray onOther = random(state.other().size(), -seed);
      double slope =
          gradient.weights().mul(onWeights).sum().getDouble()
              + gradient.other().mul(onOther).sum().getDouble();
      double h = 1e-6;
      double above = loss(net, state, z, onWeights, onOther, h, images, labels);
      double below = loss(net, state, z, onWeights, onOther, -h, images, labels);
      assertThat((above - below) / (2 * h))
          .as("%s, direction %d", description, seed)
          .isCloseTo(slope, within(1e-5 * Math.max(1, Math.abs(slope))));
    }
  }

  private double loss(
      PrunableNet net,
      NetworkState state,
      NDArray z,
      NDArray onWeights,
      NDArray onOther,
      double step,
      NDArray images,
      NDArray labels) {
    NetworkState moved =
        leaf(state, z.add(onWeights.mul(step)), state.other().add(onOther.mul(step)));
    return net.gradient(moved, images, logits -> crossEntropy.mean(logits, labels))
        .loss()
        .getDouble();
  }

  private static NetworkState leaf(NetworkState state, NDArray z, NDArray other) {
    return new NetworkState(z.duplicate(), other.duplicate(), state.statistics().duplicate());
  }

  private record Stock(float loss, NDArray weights, NDArray other, NDArray statistics) {}

  /** DJL's stock path: parameters that require gradients, and a plain parameter store. */
  private Stock stock(Block block, NDArray images, NDArray labels) {
    List<Parameter> trained =
        block.getParameters().values().stream().filter(Parameter::requiresGradient).toList();
    trained.forEach(parameter -> parameter.getArray().setRequiresGradient(true));
    JniUtils.setGradMode(true);
    NDArray loss;
    try {
      ParameterStore store = new ParameterStore(manager, false);
      NDArray logits = block.forward(store, new NDList(images), true).singletonOrThrow();
      loss = crossEntropy.mean(logits, labels);
      JniUtils.backward((PtNDArray) loss, (PtNDArray) manager.create(1f), false, false);
    } finally {
      JniUtils.setGradMode(false);
    }
    NDList weights = new NDList();
    NDList other = new NDList();
    NDList statistics = new NDList();
    for (Parameter parameter : block.getParameters().values()) {
      if (!parameter.requiresGradient()) {
        statistics.add(parameter.getArray().reshape(-1));
      } else if (parameter.getShape().dimension() > 1) {
        weights.add(parameter.getArray().getGradient().reshape(-1));
      } else {
        other.add(parameter.getArray().getGradient().reshape(-1));
      }
    }
    return new Stock(
        loss.getFloat(),
        NDArrays.concat(weights),
        NDArrays.concat(other),
        NDArrays.concat(statistics));
  }

  private PrunableNet net(DataType type, PrunableNet.Layout layout) {
    return net(new ResNet20s(0.25).block(4), type, layout);
  }

  private PrunableNet net(Block block, DataType type, PrunableNet.Layout layout) {
    return new PrunableNet(manager, block, IMAGE, type, layout);
  }

  private NDArray images(int count) {
    return random(count * IMAGE.size(), 3)
        .toType(DataType.FLOAT32, false)
        .reshape(new Shape(count).addAll(IMAGE));
  }

  private NDArray random(long size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      values.add(random.nextGaussian());
    }
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray array = manager.create(values.stream().mapToDouble(v -> v).toArray());
      NDScope.unregister(array);
      return array;
    }
  }
}
