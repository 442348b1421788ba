// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.measure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import io.espalier.pruning.data.ImageFormat;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.NetworkBlocks;
import io.espalier.pruning.model.Precision;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunMemoryTest {
  @Test
  void the_outputs_of_layers_in_chains_and_branches_are_counted_once() {
    // 2 × 4 × 4 → convolution to 3 × 4 × 4, ReLU, and a sum of two branches of 5 × 2 × 2.
    Block block =
        new SequentialBlock()
            .add(NetworkBlocks.convolution(3, 3, 1))
            .add(Activation.reluBlock())
            .add(
                new ParallelBlock(
                    branches -> sum(branches),
                    List.of(
                        NetworkBlocks.convolution(5, 3, 2), NetworkBlocks.convolution(5, 3, 2))));
    try (NDManager manager = NDManager.newBaseManager()) {
      Shape image = new Shape(1, 2, 4, 4);
      block.initialize(manager, DataType.FLOAT32, image);

      assertThat(LayerOutputs.of(block, image)).isEqualTo(48 + 48 + 3 * 20);
    }
  }

  @Test
  void the_bytes_grow_with_the_batch_by_the_outputs_and_halve_in_bfloat16() {
    NetworkSize network = new NetworkSize(1000, 900, 24, 1, 5000);

    assertThat(RunMemory.of(network, 1, Precision.FLOAT32))
        .isEqualTo(new RunMemory(16 * 1024 * 4 + 5000 * 4, 5 * 1024 * 4));
    assertThat(RunMemory.of(network, 128, Precision.FLOAT32).device())
        .isEqualTo(16 * 1024 * 4 + 128 * 5000 * 4);
    assertThat(RunMemory.of(network, 128, Precision.BF16).device())
        .isEqualTo(16 * 1024 * 4 + 128 * 5000 * 2);
  }

  /** 19 convolutions with batch-norm and ReLU: 7, 6 and 6 of 16,384, 8,192 and 4,096 values. */
  @Test
  void a_residual_network_outputs_what_its_layers_have() {
    NetworkSize network =
        NetworkSize.of(
            Architectures.ALL.choose("resnet20s", Map.of()).value(),
            new ImageFormat(10, 3, 32, 32));

    assertThat(network.outputs())
        .isBetween(3L * (7 * 16384 + 6 * 8192 + 6 * 4096), 4L * (7 * 16384 + 6 * 8192 + 6 * 4096));
  }

  private static NDList sum(List<NDList> branches) {
    NDArray first = branches.get(0).singletonOrThrow();
    return new NDList(first.add(branches.get(1).singletonOrThrow()));
  }
}
