// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * WRN-28-8 for small images (Zagoruyko and Komodakis 2016, "Wide residual networks"): a 3×3 stem
 * with 16 channels, three stages of four blocks with 128, 256 and 512 channels, no dropout;
 * 23,354,842 parameters with 10 classes.
 *
 * <p>Batch-norm and ReLU come before each convolution, not after it (He et al. 2016, "Identity
 * mappings in deep residual networks"); if a block changes the shape, its shortcut is a 1×1
 * convolution of the output of the first batch-norm and ReLU.
 *
 * @param width factor on all channel counts
 */
public record WideResNet28x8(double width) implements Architecture {
  private static final int STAGES = 3;
  private static final int BLOCKS = 4;

  public WideResNet28x8 {
    NetworkBlocks.checkWidth(width);
  }

  @Override
  public Block block(int classes) {
    int in = NetworkBlocks.scaled(16, width);
    SequentialBlock network = new SequentialBlock().add(NetworkBlocks.convolution(in, 3, 1));
    int stride = 1;
    for (int out : NetworkBlocks.scaled(List.of(128, 256, 512), width)) {
      addStage(network, BLOCKS, out, stride);
      stride = 2;
    }
    network.add(NetworkBlocks.batchNorm()).add(Step.Simple.RELU);
    return network.add(Step.Simple.GLOBAL_MEANS).add(NetworkBlocks.linear(classes));
  }

  /** Adds blocks of equal width, of which only the first changes the shape. */
  static void addStage(SequentialBlock network, int blocks, int out, int stride) {
    network
        .add(NetworkBlocks.batchNorm())
        .add(Step.Simple.RELU)
        .add(
            NetworkBlocks.sum(
                residual(new SequentialBlock(), out, stride),
                NetworkBlocks.convolution(out, 1, stride)));
    for (int index = 1; index < blocks; index++) {
      network.add(
          NetworkBlocks.sum(
              residual(activation(), out, 1), NetworkBlocks.step(Step.Simple.IDENTITY)));
    }
  }

  private static SequentialBlock activation() {
    return new SequentialBlock().add(NetworkBlocks.batchNorm()).add(Step.Simple.RELU);
  }

  private static Block residual(SequentialBlock before, int out, int stride) {
    return before
        .add(NetworkBlocks.convolution(out, 3, stride))
        .add(NetworkBlocks.batchNorm())
        .add(Step.Simple.RELU)
        .add(NetworkBlocks.convolution(out, 3, 1));
  }

  /** Names in the way of torchvision, which has no such network. */
  @Override
  public List<String> layerNames() {
    List<String> names = new ArrayList<>(List.of("conv1"));
    for (int stage = 1; stage <= STAGES; stage++) {
      for (int index = 0; index < BLOCKS; index++) {
        String block = "layer%s.%s.".formatted(stage, index);
        for (String layer : List.of("bn1", "conv1", "bn2", "conv2")) {
          names.add(block + layer);
        }
        if (index == 0) {
          names.add(block + "shortcut");
        }
      }
    }
    names.addAll(List.of("bn1", "fc"));
    return names;
  }
}
