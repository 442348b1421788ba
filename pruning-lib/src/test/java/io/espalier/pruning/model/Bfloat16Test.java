// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.pooling.Pool;
import io.espalier.pruning.engine.Cast;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.train.CrossEntropy;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks whose layers compute in bfloat16, compared with the same networks in float32. */
class Bfloat16Test {
  private static final Shape IMAGE = new Shape(3, 32, 32);
  private static final int BATCH = 32;

  private final NDManager manager = NDManager.newBaseManager();
  private final CrossEntropy crossEntropy = new CrossEntropy();

  @AfterEach
  void close() {
    manager.close();
  }

  /**
   * One input, one unit: w·x + b of the rounded w = x = 1 + 2⁻⁷ and b = 2⁻² is 1.265686…, which
   * bfloat16 rounds to 1.265625. The loss is the logit times 1 + 2⁻¹⁰; its gradient is in bfloat16
   * before the cast back, which rounds this factor to 1.
   */
  @Test
  void a_fully_connected_layer_equals_one_computed_by_hand() {
    PrunableNet net =
        net(
            new SequentialBlock().add(Blocks.batchFlattenBlock()).add(NetworkBlocks.linear(1)),
            new Shape(1, 1, 1),
            DataType.BFLOAT16);
    float nearlyRounded = 1.0085f;
    NetworkState state =
        new NetworkState(
            manager.create(new float[] {nearlyRounded}),
            manager.create(new float[] {0.2501f}),
            manager.zeros(new Shape(0)));
    NDArray image = manager.create(new float[] {nearlyRounded}, new Shape(1, 1, 1, 1));

    NDArray logit = net.evaluate(state, image);
    Gradient gradient = net.gradient(state, image, l -> l.mul(1 + 0x1p-10f).sum());

    assertThat(logit.toFloatArray()).containsExactly(1.265625f);
    assertThat(gradient.loss().toFloatArray()).containsExactly(1.265625f * (1 + 0x1p-10f));
    assertThat(gradient.weights().toFloatArray()).containsExactly(1.0078125f);
    assertThat(gradient.other().toFloatArray()).containsExactly(1);
  }

  /**
   * The images are exact in bfloat16, so batch-norm has the same input. Its means and variances
   * have more bits than bfloat16, so they were summed and stored in float32.
   */
  @Test
  void batch_norm_statistics_equal_those_of_float32() {
    float[] expected = statisticsAfterAPass(DataType.FLOAT32);

    assertThat(statisticsAfterAPass(DataType.BFLOAT16)).isEqualTo(expected);
    assertThat(roundedToBfloat16(manager.create(expected)).toFloatArray()).isNotEqualTo(expected);
  }

  private float[] statisticsAfterAPass(DataType type) {
    SequentialBlock block =
        new SequentialBlock()
            .add(NetworkBlocks.batchNorm())
            .add(Blocks.batchFlattenBlock())
            .add(NetworkBlocks.linear(2));
    SplittableRandom random = new SplittableRandom(7);
    float[] pixels = new float[BATCH * (int) IMAGE.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256) / 32f;
    }
    NDArray images = manager.create(pixels, new Shape(BATCH, 32, 32, 3)).transpose(0, 3, 1, 2);
    PrunableNet net = net(block, IMAGE, type);
    NetworkState state = net.initialState(SplittableRandom::new);
    net.gradient(state, images, NDArray::sum);
    return state.statistics().toFloatArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet20s", "vgg16", "mobilenetv2"})
  void logits_of_whole_networks_equal_those_of_float32_up_to_rounding(String model) {
    PrunableNet half = net(model, DataType.BFLOAT16);
    NetworkState state = half.initialState(SplittableRandom::new);

    NDArray logits = half.evaluate(state, images());

    NDArray expected = net(model, DataType.FLOAT32).evaluate(state, images());
    assertThat(logits.getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(distance(logits, expected)).isBetween(1e-4, 0.1);
  }

  /**
   * Shallow networks, because rounding switches too many ReLUs of a deep network with random
   * weights.
   */
  private enum Shallow {
    PLAIN(0.01) {
      @Override
      SequentialBlock begin() {
        return new SequentialBlock()
            .add(NetworkBlocks.convolution(16, 3, 1))
            .add(NetworkBlocks.batchNorm())
            .add(Activation::relu);
      }
    },
    PRE_ACTIVATION(0.02) {
      @Override
      SequentialBlock begin() {
        SequentialBlock block = new SequentialBlock().add(NetworkBlocks.convolution(16, 3, 1));
        WideResNet28x8.addStage(block, 1, 16, 2);
        return block;
      }
    },
    INVERTED_BOTTLENECKS(0.15) {
      @Override
      SequentialBlock begin() {
        return new SequentialBlock()
            .add(MobileNetV2.bottleneck(3, 2, 16, 2))
            .add(MobileNetV2.bottleneck(16, 2, 16, 1));
      }
    };

    /** The maximum distance from the gradient of float32. */
    private final double most;

    Shallow(double most) {
      this.most = most;
    }

    abstract SequentialBlock begin();

    Block block() {
      return begin().add(Pool.globalAvgPool2dBlock()).add(NetworkBlocks.linear(10));
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_gradient_is_float32_and_equals_that_of_a_float32_network_up_to_rounding(
      Shallow network) {
    PrunableNet half = net(network.block(), IMAGE, DataType.BFLOAT16);
    PrunableNet single = net(network.block(), IMAGE, DataType.FLOAT32);
    NetworkState state = half.initialState(SplittableRandom::new);

    Gradient gradient = gradient(half, state);

    Gradient expected = gradient(single, state);
    assertThat(gradient.weights().getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(gradient.other().getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(distance(gradient.weights(), expected.weights())).isBetween(1e-4, network.most);
    assertThat(distance(gradient.other(), expected.other())).isBetween(1e-4, network.most);
  }

  @Test
  void a_compact_network_computes_in_bfloat16() {
    PrunableNet half = net("resnet20s", DataType.BFLOAT16);
    PrunableNet single = net("resnet20s", DataType.FLOAT32);
    NetworkState initial = half.initialState(SplittableRandom::new);
    Mask mask =
        new Filters()
            .selection(half.layers(), new Sparsity(0.5))
            .of(initial.weights(), initial.other().size(), Ranking.MAGNITUDE);
    NetworkState state = mask.on(initial);
    Network compact = half.compact(mask.values(), mask.other());

    NDArray logits = compact.evaluate(state, images());

    assertThat(compact).isNotSameAs(half);
    assertThat(distance(logits, half.evaluate(state, images()))).isLessThan(0.02);
    Network exact = single.compact(mask.values(), mask.other());
    assertThat(distance(logits, exact.evaluate(state, images()))).isBetween(1e-4, 0.1);
    Gradient gradient =
        compact.gradient(mask.on(initial), images(), l -> crossEntropy.mean(l, labels()));
    assertThat(gradient.weights().getDataType()).isEqualTo(DataType.FLOAT32);
  }

  @Test
  void a_repeated_pass_has_the_same_bits() {
    PrunableNet net = net("resnet20s", DataType.BFLOAT16);
    NetworkState state = net.initialState(SplittableRandom::new);

    assertThat(gradient(net, state).weights().toFloatArray())
        .isEqualTo(gradient(net, state).weights().toFloatArray());
    assertThat(net.evaluate(state, images()).toFloatArray())
        .isEqualTo(net.evaluate(state, images()).toFloatArray());
  }

  /** SynFlow requires it, because its values exceed the range of float32. */
  @Test
  void values_in_float64_are_computed_in_float64() {
    NDArray images = images().toType(DataType.FLOAT64, false);

    assertThat(inFloat64(DataType.BFLOAT16, images)).isEqualTo(inFloat64(DataType.FLOAT32, images));
  }

  private double[] inFloat64(DataType type, NDArray images) {
    PrunableNet net = net("resnet20s", type);
    NetworkState state = net.initialState(SplittableRandom::new);
    return gradient(net, state.inFloat64(), images).weights().toDoubleArray();
  }

  /** GraSP uses these products. */
  @Test
  void hessian_products_are_computed_in_float64() {
    assertThat(hessianProduct(DataType.BFLOAT16)).isEqualTo(hessianProduct(DataType.FLOAT32));
  }

  private double[] hessianProduct(DataType type) {
    PrunableNet net = net("resnet20s", type);
    NetworkState state = net.initialState(SplittableRandom::new);
    return net.hessianProduct(
            state, images(), logits -> crossEntropy.mean(logits, labels()), state.weights())
        .toDoubleArray();
  }

  @Test
  void exported_values_are_float32() {
    PrunableNet net =
        net(
            new SequentialBlock().add(Blocks.batchFlattenBlock()).add(NetworkBlocks.linear(1)),
            new Shape(1, 1, 1),
            DataType.BFLOAT16);

    net.export(
        new NetworkState(
            manager.create(new float[] {1.0085f}),
            manager.create(new float[] {0.2501f}),
            manager.zeros(new Shape(0))));

    assertThat(net.stateOfBlock().weights().toFloatArray()).containsExactly(1.0085f);
    assertThat(net.stateOfBlock().other().toFloatArray()).containsExactly(0.2501f);
  }

  private Gradient gradient(PrunableNet net, NetworkState state) {
    return gradient(net, state, images());
  }

  private Gradient gradient(PrunableNet net, NetworkState state, NDArray images) {
    return net.gradient(state.copy(), images, logits -> crossEntropy.mean(logits, labels()));
  }

  /** ‖found − expected‖ ÷ ‖expected‖. */
  private static double distance(NDArray found, NDArray expected) {
    return found.sub(expected).norm().getFloat() / expected.norm().getFloat();
  }

  private NDArray roundedToBfloat16(NDArray values) {
    return Cast.toFloat32(manager).of(Cast.toBfloat16(manager).of(values));
  }

  private NDArray labels() {
    return manager.arange(BATCH).toType(DataType.INT64, false).mod(10);
  }

  private NDArray images() {
    SplittableRandom random = new SplittableRandom(3);
    float[] pixels = new float[BATCH * (int) IMAGE.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return manager.create(pixels, new Shape(BATCH, 32, 32, 3)).transpose(0, 3, 1, 2);
  }

  private PrunableNet net(String model, DataType type) {
    return net(
        Architectures.ALL.choose(model, Map.of("width", 0.5)).value().block(10), IMAGE, type);
  }

  private PrunableNet net(Block block, Shape image, DataType type) {
    return new PrunableNet(manager, block, image, type, PrunableNet.Layout.CHANNELS_LAST);
  }
}
