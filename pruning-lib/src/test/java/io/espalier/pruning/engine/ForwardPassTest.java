// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Java numbers in the graph of a network, with a garbage collection before the backward pass. */
class ForwardPassTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /** f = 0.5·w·x / 4 at x = 3 has the gradient 0.375 for every w. */
  @Test
  void scalar_factors_survive_until_the_backward_pass() {
    try (PrunableNet net = net(value -> value.mul(0.5))) {
      Gradient gradient = net.gradient(state(2), image(3), f -> collected(f.div(4).sum()));

      assertThat(gradient.loss().toDoubleArray()).containsExactly(0.75);
      assertThat(gradient.weights().toDoubleArray()).containsExactly(0.375);
    }
  }

  /** Arrays that a block creates: f = (1, 2)·x. The forward pass itself closes them. */
  @Test
  void arrays_of_a_block_survive_until_the_backward_pass() {
    NDArray x = manager.create(3.0);
    x.setRequiresGradient(true);
    JniUtils.setGradMode(true);
    try (ForwardPass pass = new ForwardPass()) {
      NDArray sum = pass.result(() -> x.mul(manager.create(new double[] {1, 2})).sum());

      JniUtils.backward((PtNDArray) collected(sum), (PtNDArray) manager.create(1.0), false, false);
    } finally {
      JniUtils.setGradMode(false);
    }

    assertThat(x.getGradient().toDoubleArray()).containsExactly(3);
  }

  /** l = (w·x / 2)² / 4 at x = 3 has the second derivative 9/8. */
  @Test
  void scalar_factors_survive_until_the_second_backward_pass() {
    try (PrunableNet net = net(value -> value.div(2))) {
      NDArray product =
          net.hessianProduct(
              state(2),
              image(3),
              f -> collected(f.mul(f).div(4).sum()),
              manager.create(new double[] {1}));

      assertThat(product.toDoubleArray()).containsExactly(1.125);
    }
  }

  /** Frees unreachable buffers, and overwrites all small pieces of free memory. */
  private static NDArray collected(NDArray loss) {
    System.gc();
    try {
      Thread.sleep(100); // buffers are freed by another thread
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    for (int i = 0; i < 10_000; i++) {
      ByteBuffer.allocateDirect(1 + i % 32).put(0, (byte) -1);
    }
    return loss;
  }

  private PrunableNet net(Function<NDArray, NDArray> after) {
    Block block =
        new SequentialBlock()
            .add(Blocks.batchFlattenBlock())
            .add(Linear.builder().setUnits(1).optBias(false).build())
            .add(LambdaBlock.singleton(after));
    return new PrunableNet(
        manager, block, new Shape(1, 1, 1), DataType.FLOAT64, PrunableNet.Layout.CHANNELS_LAST);
  }

  private NetworkState state(double weight) {
    NDArray none = manager.zeros(new Shape(0), DataType.FLOAT64);
    return new NetworkState(manager.create(new double[] {weight}), none, none.duplicate());
  }

  private NDArray image(double value) {
    return manager.create(new double[] {value}, new Shape(1, 1, 1, 1));
  }
}
