// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * MobileNetV2 for small images (Sandler et al. 2018, "MobileNetV2: inverted residuals and linear
 * bottlenecks", Table 2): blocks that widen by a 1×1 convolution, filter each channel by itself
 * (depthwise, 3×3), and narrow by a 1×1 convolution without activation; 2,236,682 parameters with
 * 10 classes.
 *
 * <p>Differs from the paper: the strides of the stem and of the stage of 24 channels are 1, so that
 * images of 32×32 end as 4×4; {@code width} scales the last convolution too, and nothing is rounded
 * to multiples of eight. As in the paper, and unlike a common CIFAR variant with 2,296,922
 * parameters, only blocks that keep the shape have a shortcut, and the first block has no widening
 * convolution.
 *
 * @param width factor on all channel counts
 */
public record MobileNetV2(double width) implements Architecture {
  private static final int STEM = 32;
  private static final int HEAD = 1280;

  /** Blocks of equal width; only the first one has the stride. */
  private record Stage(int expansion, int channels, int blocks, int stride) {}

  private static final List<Stage> STAGES =
      List.of(
          new Stage(1, 16, 1, 1),
          new Stage(6, 24, 2, 1),
          new Stage(6, 32, 3, 2),
          new Stage(6, 64, 4, 2),
          new Stage(6, 96, 3, 1),
          new Stage(6, 160, 3, 2),
          new Stage(6, 320, 1, 1));

  public MobileNetV2 {
    NetworkBlocks.checkWidth(width);
  }

  @Override
  public Block block(int classes) {
    int in = NetworkBlocks.scaled(STEM, width);
    SequentialBlock network = new SequentialBlock();
    add(network, NetworkBlocks.convolution(in, 3, 1)).add(Step.Simple.RELU6);
    for (Stage stage : STAGES) {
      int out = NetworkBlocks.scaled(stage.channels(), width);
      for (int index = 0; index < stage.blocks(); index++) {
        int stride = index == 0 ? stage.stride() : 1;
        network.add(bottleneck(in, stage.expansion(), out, stride));
        in = out;
      }
    }
    add(network, NetworkBlocks.convolution(NetworkBlocks.scaled(HEAD, width), 1, 1))
        .add(Step.Simple.RELU6);
    return network.add(Step.Simple.GLOBAL_MEANS).add(NetworkBlocks.linear(classes));
  }

  /** An inverted bottleneck, with a shortcut if it keeps the shape. */
  static Block bottleneck(int in, int expansion, int out, int stride) {
    int wide = in * expansion;
    SequentialBlock block = new SequentialBlock();
    if (expansion > 1) {
      add(block, NetworkBlocks.convolution(wide, 1, 1)).add(Step.Simple.RELU6);
    }
    add(block, NetworkBlocks.depthwise(wide, stride)).add(Step.Simple.RELU6);
    add(block, NetworkBlocks.convolution(out, 1, 1));
    return in == out && stride == 1
        ? NetworkBlocks.sum(block, NetworkBlocks.step(Step.Simple.IDENTITY))
        : block;
  }

  private static SequentialBlock add(SequentialBlock network, Block convolution) {
    return network.add(convolution).add(NetworkBlocks.batchNorm());
  }

  /** The names of torchvision. */
  @Override
  public List<String> layerNames() {
    List<String> names = new ArrayList<>(List.of("features.0.0", "features.0.1"));
    int index = 1;
    for (Stage stage : STAGES) {
      for (int block = 0; block < stage.blocks(); block++) {
        String conv = "features.%s.conv.".formatted(index);
        int narrowing = stage.expansion() > 1 ? 2 : 1;
        for (int layer = 0; layer < narrowing; layer++) {
          names.add(conv + layer + ".0");
          names.add(conv + layer + ".1");
        }
        names.add(conv + narrowing);
        names.add(conv + (narrowing + 1));
        index++;
      }
    }
    names.add("features.%s.0".formatted(index));
    names.add("features.%s.1".formatted(index));
    names.add("classifier.1");
    return names;
  }
}
