// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.pooling.Pool;
import java.util.function.Function;

/**
 * A part of a network that has no parameters, as a value, so that the network can be written in
 * other formats. A chain of blocks takes it as a function: {@code block.add(Step.Simple.RELU)}.
 *
 * <p>All steps map one array to one array.
 */
public sealed interface Step extends Function<NDList, NDList> {

  /** The output for an input (batch, …), in the shapes that the implementation names. */
  NDArray of(NDArray input);

  @Override
  default NDList apply(NDList inputs) {
    return new NDList(of(inputs.singletonOrThrow()));
  }

  /** Steps without settings. */
  enum Simple implements Step {
    /** max(0, x), of any shape. */
    RELU {
      @Override
      public NDArray of(NDArray input) {
        return Activation.relu(input);
      }
    },
    /**
     * min(6, max(0, x)), of any shape. The 6 is made on the device; {@code Activation.relu6} sends
     * it there, and waits.
     */
    RELU6 {
      @Override
      public NDArray of(NDArray input) {
        NDArray positive = Activation.relu(input);
        return positive.minimum(positive.getManager().full(new Shape(), 6f));
      }
    },
    /** The input itself. */
    IDENTITY {
      @Override
      public NDArray of(NDArray input) {
        return input;
      }
    },
    /** The mean of each channel: (batch, channels, height, width) to (batch, channels). */
    GLOBAL_MEANS {
      @Override
      public NDArray of(NDArray input) {
        return Pool.globalAvgPool2d(input);
      }
    },
    /** (batch, …) to (batch, values of an image), in row-major order. */
    FLATTEN {
      @Override
      public NDArray of(NDArray input) {
        return Blocks.batchFlatten(input);
      }
    },
    /**
     * Means over a grid of 2×2 windows, which overlap by one pixel if a side is odd: (batch,
     * channels, height, width) to (batch, channels, 2, 2), for sides of 2 or more.
     */
    FOUR_MEANS {
      @Override
      public NDArray of(NDArray input) {
        Shape shape = input.getShape();
        return Pool.avgPool2d(
            input,
            new Shape((shape.get(2) + 1) / 2, (shape.get(3) + 1) / 2),
            new Shape(shape.get(2) / 2, shape.get(3) / 2),
            new Shape(0, 0),
            false,
            true);
      }
    }
  }

  /**
   * The maximum of square windows: (batch, channels, height, width) to (batch, channels, smaller
   * height, smaller width); a window that does not fit is left out.
   *
   * @param side side of a window
   * @param stride distance of windows
   * @param padding pixels added on each side, lower than all values
   */
  record MaxPool(int side, int stride, int padding) implements Step {
    @Override
    public NDArray of(NDArray input) {
      return Pool.maxPool2d(
          input,
          new Shape(side, side),
          new Shape(stride, stride),
          new Shape(padding, padding),
          false);
    }
  }

  /**
   * Every {@code stride}-th row and column, with further channels of zeros: (batch, channels,
   * height, width) to (batch, before + channels + after, ⌈height/stride⌉, ⌈width/stride⌉).
   *
   * @param before number of new channels before those of the input
   * @param after number of new channels behind
   */
  record Subsample(int stride, int before, int after) implements Step {
    @Override
    public NDArray of(NDArray input) {
      return NetworkBlocks.subsampled(input, stride).pad(new Shape(0, 0, 0, 0, before, after), 0);
    }
  }
}
