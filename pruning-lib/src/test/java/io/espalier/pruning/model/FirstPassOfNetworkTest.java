// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.espalier.pruning.engine.FirstPasses;
import io.espalier.pruning.engine.WaitingThread;
import io.espalier.pruning.model.PrunableNet.Mode;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks which passes of a network wait for those of other networks. */
class FirstPassOfNetworkTest {
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final PrunableNet net =
      new PrunableNet(
          manager,
          new SequentialBlock().add(Linear.builder().setUnits(2).build()),
          new Shape(3),
          DataType.FLOAT32,
          PrunableNet.Layout.CHANNELS_LAST);
  private final NetworkState state = net.initialState(SplittableRandom::new);
  private final ExecutorService neighbour = Executors.newSingleThreadExecutor();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  /**
   * Starts a first pass of another network, after this network has computed one gradient of four
   * images.
   */
  @BeforeEach
  void begin() throws InterruptedException {
    gradient(state, 4, Mode.TRAINING);
    neighbour.execute(() -> new FirstPasses().alone("another network's", this::held));
    begun.await();
  }

  @AfterEach
  void close() throws InterruptedException {
    mayEnd.countDown();
    neighbour.shutdown();
    assertThat(neighbour.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    net.close();
    manager.close();
  }

  @Test
  void a_repeated_pass_does_not_wait() {
    gradient(state, 4, Mode.TRAINING);

    assertThat(mayEnd.getCount()).isEqualTo(1);
  }

  @Test
  void the_first_pass_with_another_batch_size_waits() throws InterruptedException {
    assertWaits(() -> gradient(state, 3, Mode.TRAINING));
  }

  @Test
  void the_first_pass_in_another_mode_waits() throws InterruptedException {
    assertWaits(() -> gradient(state, 4, Mode.EVALUATION));
  }

  @Test
  void the_first_pass_in_another_data_type_waits() throws InterruptedException {
    assertWaits(() -> gradient(state.inFloat64(), 4, Mode.TRAINING));
  }

  @Test
  void the_first_evaluation_waits() throws InterruptedException {
    assertWaits(() -> net.evaluate(state, images(4, DataType.FLOAT32)));
  }

  @Test
  void the_first_hessian_product_waits() throws InterruptedException {
    NDArray images = images(4, DataType.FLOAT32);
    assertWaits(
        () -> net.hessianProduct(state, images, FirstPassOfNetworkTest::loss, state.weights()));
  }

  private void assertWaits(Runnable pass) throws InterruptedException {
    try (WaitingThread waiting = new WaitingThread(pass)) {
      waiting.assertWaits();
      mayEnd.countDown();
      waiting.assertEnds();
    }
  }

  private Gradient gradient(NetworkState from, int batch, Mode mode) {
    NDArray images = images(batch, from.weights().getDataType());
    return net.gradient(from, images, FirstPassOfNetworkTest::loss, mode);
  }

  private NDArray images(int batch, DataType type) {
    return manager.ones(new Shape(batch, 3), type);
  }

  private static NDArray loss(NDArray logits) {
    return logits.square().sum();
  }

  private String held() {
    begun.countDown();
    try {
      mayEnd.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "held";
  }
}
