// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.espalier.pruning.model.OtherTensor.Role;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtherTensorTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void the_tensors_lie_one_after_another_with_the_role_of_each() {
    PrunableNet net = net(new ResNet20s(0.25).block(4), new Shape(3, 8, 8));
    List<OtherTensor> tensors = net.otherTensors();

    long end = 0;
    for (OtherTensor tensor : tensors) {
      assertThat(tensor.offset()).isEqualTo(end);
      end += tensor.size();
    }
    assertThat(end).isEqualTo(net.others());
    for (Layer layer : net.layers()) {
      layer
          .batchNormScale()
          .ifPresent(
              scale ->
                  assertThat(tensors)
                      .contains(new OtherTensor(Role.NORMALISATION, scale, layer.filters())));
    }
    assertThat(tensors)
        .filteredOn(tensor -> tensor.role() != Role.NORMALISATION)
        .as("of the classifier")
        .containsExactly(new OtherTensor(Role.BIAS, end - 4, 4));
  }

  @Test
  void what_is_neither_of_a_normalisation_nor_a_bias_is_something_else() {
    PrunableNet net =
        net(
            new SequentialBlock()
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(3).build())
                .add(Activation.preluBlock()),
            new Shape(1, 2, 2));

    assertThat(net.otherTensors())
        .containsExactly(new OtherTensor(Role.BIAS, 0, 3), new OtherTensor(Role.ELSE, 3, 1));
  }

  private PrunableNet net(Block block, Shape image) {
    return new PrunableNet(
        manager, block, image, DataType.FLOAT32, PrunableNet.Layout.CHANNELS_LAST);
  }
}
