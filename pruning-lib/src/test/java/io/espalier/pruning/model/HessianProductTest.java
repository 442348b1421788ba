// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.espalier.pruning.train.CrossEntropy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HessianProductTest {
  private static final Shape IMAGE = new Shape(3, 8, 8);

  private final NDManager manager = NDManager.newBaseManager();
  private final CrossEntropy crossEntropy = new CrossEntropy();

  @AfterEach
  void close() {
    manager.close();
  }

  /**
   * f = w₁·w₂·x for one input and one unit a layer, and the loss f²/2 at x = 1, w = (2, 3): the
   * gradient is (w₁w₂², w₁²w₂) = (18, 12), the Hessian ((w₂², 2w₁w₂), (2w₁w₂, w₁²)) = ((9, 12),
   * (12, 4)), and H·(1, −1) = (−3, 8).
   */
  @Test
  void the_hessian_product_equals_one_computed_by_hand() {
    try (PrunableNet net = net(new Shape(1, 1, 1), chain(1, 1))) {
      NetworkState state = state(net, 2, 3);

      NDArray product =
          net.hessianProduct(
              state,
              manager.ones(new Shape(1, 1, 1, 1), DataType.FLOAT64),
              f -> f.mul(f).div(2).sum(),
              manager.create(new double[] {1, -1}));

      assertThat(product.toDoubleArray()).containsExactly(-3, 8);
    }
  }

  /** In float64, because in float32 the kinks of ReLU hide the differences. */
  @Test
  void the_product_with_the_gradient_equals_finite_differences_of_gradients() {
    try (PrunableNet net = net(IMAGE, new ResNet20s(0.25).block(4))) {
      NetworkState state = net.initialState(SplittableRandom::new);
      NDArray images = random(6 * IMAGE.size(), 3).reshape(new Shape(6).addAll(IMAGE));
      NDArray labels = manager.create(new long[] {0, 1, 2, 3, 0, 1});
      NDArray g = gradient(net, state, images, labels, state.weights());
      double h = 1e-6 / g.norm().getDouble();
      NDArray above = gradient(net, state, images, labels, state.weights().add(g.mul(h)));
      NDArray below = gradient(net, state, images, labels, state.weights().sub(g.mul(h)));
      NDArray differences = above.sub(below).div(2 * h);

      NDArray product = net.hessianProduct(state, images, l -> crossEntropy.mean(l, labels), g);

      double error = product.sub(differences).norm().getDouble() / differences.norm().getDouble();
      assertThat(differences.norm().getDouble()).isGreaterThan(1e-3);
      assertThat(error).isCloseTo(0, within(1e-5));
    }
  }

  @Test
  void the_hessian_product_does_not_change_the_state_of_the_network() {
    try (PrunableNet net = net(IMAGE, new ResNet20s(0.25).block(4))) {
      NetworkState state = net.initialState(SplittableRandom::new);
      double[] statistics = state.statistics().toDoubleArray();
      NDArray images = random(2 * IMAGE.size(), 3).reshape(new Shape(2).addAll(IMAGE));
      NDArray labels = manager.create(new long[] {0, 1});

      double[] first = product(net, state, images, labels);

      assertThat(product(net, state, images, labels)).isEqualTo(first);
      assertThat(state.statistics().toDoubleArray()).isEqualTo(statistics);
    }
  }

  private double[] product(PrunableNet net, NetworkState state, NDArray images, NDArray labels) {
    return net.hessianProduct(state, images, l -> crossEntropy.mean(l, labels), state.weights())
        .toDoubleArray();
  }

  /** The backward pass of DJL with a graph would leak about 8 MB per call here. */
  @Test
  void the_hessian_product_frees_its_intermediate_arrays() throws IOException {
    try (PrunableNet net = net(IMAGE, new ResNet20s(1).block(4))) {
      NetworkState state = net.initialState(SplittableRandom::new);
      NDArray images = random(16 * IMAGE.size(), 3).reshape(new Shape(16).addAll(IMAGE));
      NDArray labels = manager.zeros(new Shape(16), DataType.INT64);
      long settled = 0;
      for (int call = 0; call < 70; call++) {
        try (NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          net.hessianProduct(state, images, l -> crossEntropy.mean(l, labels), state.weights());
        }
        settled = call == 19 ? residentKilobytes() : settled;
      }

      assertThat(residentKilobytes() - settled).as("kB in 50 calls").isLessThan(120_000);
    }
  }

  private NDArray gradient(
      PrunableNet net, NetworkState state, NDArray images, NDArray labels, NDArray weights) {
    return net.gradient(leaf(state, weights), images, l -> crossEntropy.mean(l, labels)).weights();
  }

  private static NetworkState leaf(NetworkState state, NDArray weights) {
    return new NetworkState(
        weights.duplicate(), state.other().duplicate(), state.statistics().duplicate());
  }

  private NetworkState state(PrunableNet net, double... weights) {
    NDArray none = manager.zeros(new Shape(0), DataType.FLOAT64);
    return new NetworkState(
        manager.create(weights), manager.zeros(new Shape(net.others()), DataType.FLOAT64), none);
  }

  private static Block chain(int... units) {
    SequentialBlock block = new SequentialBlock().add(Blocks.batchFlattenBlock());
    for (int width : units) {
      block.add(Linear.builder().setUnits(width).optBias(false).build()).add(Activation::relu);
    }
    return block;
  }

  private PrunableNet net(Shape image, Block block) {
    return new PrunableNet(
        manager, block, image, DataType.FLOAT64, PrunableNet.Layout.CHANNELS_LAST);
  }

  private NDArray random(long size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[(int) size];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return manager.create(values);
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
