// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.pooling.Pool;
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
        network.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
      }
      for (int filters : NetworkBlocks.scaled(GROUPS.get(group), width)) {
        network
            .add(NetworkBlocks.convolution(filters, 3, 1))
            .add(NetworkBlocks.batchNorm())
            .add(Activation::relu);
      }
    }
    int units = NetworkBlocks.scaled(UNITS, width);
    return network
        .add(LambdaBlock.singleton(Vgg16::fourMeans))
        .add(Blocks.batchFlattenBlock())
        .add(NetworkBlocks.linear(units))
        .add(Activation::relu)
        .add(NetworkBlocks.linear(units))
        .add(Activation::relu)
        .add(NetworkBlocks.linear(classes));
  }

  /** Averages over a grid of 2×2 windows, which overlap by one pixel if a side is odd. */
  private static NDArray fourMeans(NDArray image) {
    long rows = image.getShape().get(2);
    long columns = image.getShape().get(3);
    return Pool.avgPool2d(
        image,
        new Shape((rows + 1) / 2, (columns + 1) / 2),
        new Shape(rows / 2, columns / 2),
        new Shape(0, 0),
        false,
        true);
  }
}
