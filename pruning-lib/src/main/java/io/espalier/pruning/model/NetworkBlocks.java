// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.catalog.Requirements;
import java.util.List;
import java.util.Locale;

/** Building blocks of the networks in this package. */
public final class NetworkBlocks {
  /** Maximum width: beyond it, a layer has more weights than a Java array can hold. */
  private static final double WIDEST = 16;

  private NetworkBlocks() {}

  /**
   * @throws InvalidSettings when the width is out of range
   */
  public static void checkWidth(double width) {
    new Requirements()
        .that(
            width > 0 && width <= WIDEST,
            "width",
            width,
            String.format(Locale.ROOT, "greater than 0 and at most %.0f", WIDEST))
        .check();
  }

  /** {@code channels} scaled by {@code width}, at least 1. */
  public static int scaled(int channels, double width) {
    return (int) Math.max(1, Math.round(channels * width));
  }

  /** All of {@code channels} {@linkplain #scaled(int, double) scaled}. */
  public static List<Integer> scaled(List<Integer> channels, double width) {
    return channels.stream().map(count -> scaled(count, width)).toList();
  }

  /**
   * A convolution without bias that keeps the size of the image, or divides it by {@code stride}.
   */
  public static Block convolution(int filters, int kernel, int stride) {
    return kernel == 1
        ? new PointwiseConvolution(filters, stride)
        : convolution(filters, kernel, stride, 1);
  }

  /** A 3×3 convolution in which each filter reads one channel. */
  public static Block depthwise(int channels, int stride) {
    return convolution(channels, 3, stride, channels);
  }

  /** Batch-norm with the defaults of PyTorch, whose momentum 0.1 is 0.9 in DJL. */
  public static Block batchNorm() {
    return BatchNorm.builder().optMomentum(0.9f).optEpsilon(1e-5f).build();
  }

  /** A fully connected layer with bias. */
  public static Block linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  /**
   * Every {@code stride}-th row and column of images, from the first one. Computed as means over
   * windows of one pixel, because the gradient of a mean keeps the memory layout of the images; the
   * gradient of an index does not, which would slow down all operations before it.
   */
  public static NDArray subsampled(NDArray images, int stride) {
    return Pool.avgPool2d(
        images, new Shape(1, 1), new Shape(stride, stride), new Shape(0, 0), false, true);
  }

  /** The block of a step. */
  public static Block step(Step step) {
    return new LambdaBlock(step);
  }

  /** left(x) + right(x). */
  public static Block sum(Block left, Block right) {
    return new ParallelBlock(Join.SUM, List.of(left, right));
  }

  /** relu(left(x) + right(x)). */
  public static Block reluOfSum(Block left, Block right) {
    return new ParallelBlock(Join.RELU_OF_SUM, List.of(left, right));
  }

  private static Block convolution(int filters, int kernel, int stride, int groups) {
    return Conv2d.builder()
        .setFilters(filters)
        .setKernelShape(new Shape(kernel, kernel))
        .optStride(new Shape(stride, stride))
        .optPadding(new Shape(kernel / 2, kernel / 2))
        .optGroups(groups)
        .optBias(false)
        .build();
  }
}
