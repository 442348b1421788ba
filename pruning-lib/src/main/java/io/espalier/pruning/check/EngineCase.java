// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.check;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.pooling.Pool;
import io.espalier.pruning.model.NetworkBlocks;
import io.espalier.pruning.model.Operation;
import java.util.List;
import java.util.function.Supplier;

/**
 * A small network for checking an operation, with the channels of the listed models or of a compact
 * network. It has no ReLU: rounding can switch one, and the difference would then be no error of
 * the engine.
 *
 * @param operation operation to check
 * @param form sizes of the operation, for display
 * @param image channels, height, width
 * @param layers supplier of new layers; batch-norm follows each layer, except in a case of fully
 *     connected layers, and a fully connected layer follows all of them
 */
record EngineCase(Operation operation, String form, Shape image, Supplier<List<Block>> layers) {
  /** The number of logits. */
  static final int CLASSES = 10;

  /** All cases that {@link EngineCheck} runs. */
  static final List<EngineCase> ALL =
      List.of(
          new EngineCase(
              Operation.CONVOLUTION,
              "3×3, 3 → 16 → 32 channels",
              new Shape(3, 12, 12),
              () ->
                  List.of(
                      NetworkBlocks.convolution(16, 3, 1), NetworkBlocks.convolution(32, 3, 2))),
          new EngineCase(
              Operation.CONVOLUTION,
              "3×3, 3 → 4 → 8 channels",
              new Shape(3, 12, 12),
              () ->
                  List.of(NetworkBlocks.convolution(4, 3, 1), NetworkBlocks.convolution(8, 3, 2))),
          new EngineCase(
              Operation.CONVOLUTION,
              "3×3, 3 → 24 → 40 channels",
              new Shape(3, 8, 8),
              () ->
                  List.of(
                      NetworkBlocks.convolution(24, 3, 1), NetworkBlocks.convolution(40, 3, 1))),
          new EngineCase(
              Operation.CONVOLUTION,
              "3×3, 64 → 128 → 128 channels",
              new Shape(64, 4, 4),
              () ->
                  List.of(
                      NetworkBlocks.convolution(128, 3, 2), NetworkBlocks.convolution(128, 3, 1))),
          new EngineCase(
              Operation.CONVOLUTION,
              "3×3, 128 → 256 → 512 channels",
              new Shape(128, 2, 2),
              () ->
                  List.of(
                      NetworkBlocks.convolution(256, 3, 1), NetworkBlocks.convolution(512, 3, 2))),
          new EngineCase(
              Operation.CONVOLUTION,
              "7×7, 3 → 16 channels",
              new Shape(3, 16, 16),
              () -> List.of(NetworkBlocks.convolution(16, 7, 2))),
          new EngineCase(
              Operation.DEPTHWISE_CONVOLUTION,
              "3×3, 32 channels",
              new Shape(32, 8, 8),
              () -> List.of(NetworkBlocks.depthwise(32, 1), NetworkBlocks.depthwise(32, 2))),
          new EngineCase(
              Operation.DEPTHWISE_CONVOLUTION,
              "3×3, 48 channels between 1×1 products",
              new Shape(3, 8, 8),
              () ->
                  List.of(
                      NetworkBlocks.convolution(48, 1, 1),
                      NetworkBlocks.depthwise(48, 2),
                      NetworkBlocks.convolution(16, 1, 1),
                      NetworkBlocks.convolution(96, 1, 1),
                      NetworkBlocks.depthwise(96, 1),
                      NetworkBlocks.convolution(16, 1, 1))),
          new EngineCase(
              Operation.GROUPED_CONVOLUTION,
              "3×3, 32 channels in 4 groups",
              new Shape(32, 8, 8),
              () -> List.of(grouped(32, 4))),
          new EngineCase(
              Operation.POINTWISE_PRODUCT,
              "256 → 512 channels",
              new Shape(16, 4, 4),
              () ->
                  List.of(
                      NetworkBlocks.convolution(256, 3, 1), NetworkBlocks.convolution(512, 1, 2))),
          new EngineCase(
              Operation.POINTWISE_CONVOLUTION,
              "256 → 512 channels",
              new Shape(16, 4, 4),
              () -> List.of(NetworkBlocks.convolution(256, 3, 1), ownPointwise(512, 2))),
          new EngineCase(
              Operation.FULLY_CONNECTED,
              "512 → 512 → 10",
              new Shape(512, 1, 1),
              () -> List.of(Blocks.batchFlattenBlock(), NetworkBlocks.linear(512))));

  Block block() {
    SequentialBlock block = new SequentialBlock();
    boolean isFlat = operation == Operation.FULLY_CONNECTED;
    for (Block layer : layers.get()) {
      block.add(layer);
      if (!isFlat) {
        block.add(NetworkBlocks.batchNorm());
      }
    }
    if (!isFlat) {
      block.add(Pool.globalAvgPool2dBlock());
    }
    return block.add(NetworkBlocks.linear(CLASSES));
  }

  private static Block grouped(int channels, int groups) {
    return Conv2d.builder()
        .setFilters(channels)
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .optGroups(groups)
        .optBias(false)
        .build();
  }

  private static Block ownPointwise(int filters, int stride) {
    return Conv2d.builder()
        .setFilters(filters)
        .setKernelShape(new Shape(1, 1))
        .optStride(new Shape(stride, stride))
        .optBias(false)
        .build();
  }
}
