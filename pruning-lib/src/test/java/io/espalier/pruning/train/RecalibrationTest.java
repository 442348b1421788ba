// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Statistics of batch-norm on images of one pixel. */
class RecalibrationTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /**
   * Batches {1, 3} and {5, 7}: means 2 and 6, variances by n − 1 both 2. The mean is 4, and the
   * variance 2, not the 6.67 of all four images together.
   */
  @Test
  void statistics_are_the_means_over_batches_whatever_they_were_and_whatever_the_momentum() {
    for (float momentum : new float[] {0.9f, 0.99f, 0.5f}) {
      NetworkState state = state(momentum, DataType.FLOAT32);

      recalibrate(net(momentum, DataType.FLOAT32), state);
      assertThat(state.statistics().toFloatArray()[0]).isCloseTo(4, within(4e-5f));
      assertThat(state.statistics().toFloatArray()[1]).isCloseTo(2, within(2e-5f));
    }
  }

  /** A pass adds them to a large number, from which they must come back. */
  @Test
  void large_statistics_are_as_exact() {
    NetworkState state = state(0.9f, DataType.FLOAT32);
    Recalibration anew = new Recalibration(net(0.9f, DataType.FLOAT32), state);
    anew.add(images(1000, 3000));
    anew.add(images(5000, 7000));
    anew.apply(manager);

    assertThat(state.statistics().toFloatArray()[0]).isCloseTo(4e3f, within(4e-2f));
    assertThat(state.statistics().toFloatArray()[1]).isCloseTo(2e6f, within(20f));
  }

  @Test
  void a_second_recalibration_changes_no_bit_and_none_changes_weights_or_shifts() {
    NetworkState state = state(0.9f, DataType.FLOAT32);
    float[] weights = state.weights().toFloatArray();
    float[] other = state.other().toFloatArray();
    recalibrate(net(0.9f, DataType.FLOAT32), state);
    float[] once = state.statistics().toFloatArray();

    recalibrate(net(0.9f, DataType.FLOAT32), state);

    assertThat(state.statistics().toFloatArray()).isEqualTo(once);
    assertThat(state.weights().toFloatArray()).isEqualTo(weights);
    assertThat(state.other().toFloatArray()).isEqualTo(other);
  }

  @Test
  void the_first_batch_takes_two_passes_and_each_other_one() {
    Recalibration anew =
        new Recalibration(net(0.9f, DataType.FLOAT32), state(0.9f, DataType.FLOAT32));

    assertThat(anew.add(images(1, 3))).isEqualTo(2);
    assertThat(anew.add(images(5, 7))).isEqualTo(1);
  }

  private void recalibrate(PrunableNet net, NetworkState state) {
    Recalibration anew = new Recalibration(net, state);
    anew.add(images(1, 3));
    anew.add(images(5, 7));
    anew.apply(manager);
  }

  private NDArray images(float first, float second) {
    return manager.create(new float[] {first, second}, new Shape(2, 1, 1, 1));
  }

  private NetworkState state(float momentum, DataType type) {
    NetworkState state = net(momentum, type).stateOfBlock();
    state.statistics().addi(100);
    state.weights().addi(0.5);
    return state;
  }

  private PrunableNet net(float momentum, DataType type) {
    return new PrunableNet(
        manager,
        new SequentialBlock()
            .add(BatchNorm.builder().optMomentum(momentum).build())
            .add(Blocks.batchFlattenBlock())
            .add(Linear.builder().setUnits(2).build()),
        new Shape(1, 1, 1),
        type,
        PrunableNet.Layout.CHANNELS_LAST);
  }
}
