// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.measure;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;

/** The values that the layers of an initialised block output. */
final class LayerOutputs {
  private LayerOutputs() {}

  /**
   * The number of values of all layers, normalisations, activations and sums.
   *
   * @param input shape of what the block reads, with the batch
   */
  static long of(Block block, Shape input) {
    long own = output(block, input).size();
    if (block.getChildren().isEmpty()) {
      return own;
    }
    if (block instanceof SequentialBlock) {
      return chained(block, input);
    }
    long all = own; // of the function that joins the children
    for (Block child : block.getChildren().values()) {
      all +=
          block instanceof ParallelBlock
              ? of(child, input)
              : of(child, child.getInputShapes()[0]); // a block of a user's
    }
    return all;
  }

  private static long chained(Block block, Shape input) {
    long all = 0;
    Shape next = input;
    for (Block child : block.getChildren().values()) {
      all += of(child, next);
      next = output(child, next);
    }
    return all;
  }

  private static Shape output(Block block, Shape input) {
    return block.getOutputShapes(new Shape[] {input})[0];
  }
}
