// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * VGG-16 for small images (Simonyan and Zisserman 2015, "Very deep convolutional networks for
 * large-scale image recognition", configuration D) in the form of BiP's authors: thirteen 3×3
 * convolutions with batch-norm, 2×2 max-pooling after the first four of five groups, averages over
 * a grid of 2×2 windows of the remaining pixels (windows of one pixel for images of 32×32), and
 * fully connected layers of 256, 256 and the classes; 15,311,818 parameters with 10 classes. For
 * images of 32 pixels or more.
 *
 * <p>Differs from the paper: batch-norm instead of dropout, and smaller fully connected layers.
 *
 * @param width factor on all channel counts, including those of the fully connected layers
 */
public record Vgg16(double width) implements Architecture {
  private static final List<List<Integer>> GROUPS =
      List.of(
          List.of(64, 64),
          List.of(128, 128),
          List.of(256, 256, 256),
          List.of(512, 512, 512),
          List.of(512, 512, 512));

  private static final int UNITS = 256;

  public Vgg16 {
    NetworkBlocks.checkWidth(width);
  }

  @Override
  public Block block(int classes) {
    SequentialBlock network = new SequentialBlock();
    for (int group = 0; group < GROUPS.size(); group++) {
      if (group > 0) {
        network.add(new Step.MaxPool(2, 2, 0));
      }
      for (int filters : NetworkBlocks.scaled(GROUPS.get(group), width)) {
        network
            .add(NetworkBlocks.convolution(filters, 3, 1))
            .add(NetworkBlocks.batchNorm())
            .add(Step.Simple.RELU);
      }
    }
    int units = NetworkBlocks.scaled(UNITS, width);
    return network
        .add(Step.Simple.FOUR_MEANS)
        .add(Step.Simple.FLATTEN)
        .add(NetworkBlocks.linear(units))
        .add(Step.Simple.RELU)
        .add(NetworkBlocks.linear(units))
        .add(Step.Simple.RELU)
        .add(NetworkBlocks.linear(classes));
  }

  /** The names of torchvision; its layers without parameters have numbers too. */
  @Override
  public List<String> layerNames() {
    List<String> names = new ArrayList<>();
    int index = 0;
    for (int group = 0; group < GROUPS.size(); group++) {
      index += group > 0 ? 1 : 0; // pooling
      for (int layer = 0; layer < GROUPS.get(group).size(); layer++) {
        names.add("features." + index);
        names.add("features." + (index + 1));
        index += 3; // convolution, batch-norm, ReLU
      }
    }
    names.addAll(List.of("classifier.0", "classifier.2", "classifier.4"));
    return names;
  }
}
