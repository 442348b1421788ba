// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.train.CrossEntropy;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole networks in float32 compute what they do in float64, up to rounding: the engine's float32
 * kernels are chosen by width, and some are wrong on some processors (see {@link
 * PointwiseConvolution}).
 */
class SinglePrecisionTest {
  private static final int BATCH = 16;
  private static final int SIDE = 32;

  @ParameterizedTest
  @ValueSource(strings = {"resnet20s", "resnet18", "resnet50", "mobilenetv2"})
  void logits_and_gradient_of_a_whole_network_are_close_to_those_of_float64(String model) {
    assertThat(error(model, SinglePrecisionTest::logits)).isLessThan(1e-4);
    // Rounding turns some of a deep network's ReLUs on or off: 0.3 % in ResNet-20, 3.5 % in -50.
    assertThat(error(model, SinglePrecisionTest::gradient)).isLessThan(0.1);
  }

  /** ‖float32 − float64‖ ÷ ‖float64‖. */
  private static double error(String model, Function<PrunableNet, NDArray> quantity) {
    double[] exact = of(model, DataType.FLOAT64, quantity);
    double[] single = of(model, DataType.FLOAT32, quantity);
    double error = 0;
    double size = 0;
    for (int i = 0; i < exact.length; i++) {
      error += (exact[i] - single[i]) * (exact[i] - single[i]);
      size += exact[i] * exact[i];
    }
    return Math.sqrt(error / size);
  }

  private static double[] of(String model, DataType type, Function<PrunableNet, NDArray> quantity) {
    try (NDManager manager = NDManager.newBaseManager();
        PrunableNet net =
            new PrunableNet(
                manager,
                Architectures.ALL.choose(model, Map.of()).value().block(10),
                new Shape(3, SIDE, SIDE),
                type,
                PrunableNet.Layout.CHANNELS_LAST)) {
      return quantity.apply(net).toType(DataType.FLOAT64, false).toDoubleArray();
    }
  }

  private static NDArray logits(PrunableNet net) {
    return net.evaluate(state(net), images(net)).flatten();
  }

  private static NDArray gradient(PrunableNet net) {
    NDArray labels = net.manager().arange(BATCH).toType(DataType.INT64, false).mod(10);
    return net.gradient(state(net), images(net), l -> new CrossEntropy().mean(l, labels)).weights();
  }

  private static NetworkState state(PrunableNet net) {
    return net.initialState(SplittableRandom::new);
  }

  private static NDArray images(PrunableNet net) {
    SplittableRandom random = new SplittableRandom(3);
    float[] pixels = new float[BATCH * 3 * SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    NDArray images = net.manager().create(pixels, new Shape(BATCH, SIDE, SIDE, 3));
    return images
        .toType(net.initialState(SplittableRandom::new).weights().getDataType(), false)
        .transpose(0, 3, 1, 2);
  }
}
