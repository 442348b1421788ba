package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.catalog.Requirements;
import java.util.List;

/** The parts that the networks here are put together from. */
public final class NetworkBlocks {
  /** Beyond it a layer has more weights than a Java array, and no machine the memory. */
  private static final double WIDEST = 16;

  private NetworkBlocks() {}

  /**
   * @throws InvalidSettings unless a model can be so wide
   */
  public static void checkWidth(double width) {
    new Requirements()
        .that(
            width > 0 && width <= WIDEST,
            "width",
            width,
            "greater than 0 and at most %.0f".formatted(WIDEST))
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

  /** A convolution without bias that keeps the image's size, or divides it by {@code stride}. */
  public static Block convolution(int filters, int kernel, int stride) {
    return kernel == 1
        ? new PointwiseConvolution(filters, stride)
        : convolution(filters, kernel, stride, 1);
  }

  /** A 3×3 convolution in which each filter sees one channel only. */
  public static Block depthwise(int channels, int stride) {
    return convolution(channels, 3, stride, channels);
  }

  /** With PyTorch's defaults: its momentum 0.1 is DJL's 0.9. */
  public static Block batchNorm() {
    return BatchNorm.builder().optMomentum(0.9f).optEpsilon(1e-5f).build();
  }

  /** Fully connected, with bias. */
  public static Block linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  /**
   * Every {@code stride}-th row and column of images, from the first on: means over windows of one
   * pixel, for the gradient of a mean lies in memory as the images do. That of an index does not,
   * and all before it that adds to it would have to follow.
   */
  public static NDArray subsampled(NDArray images, int stride) {
    return Pool.avgPool2d(
        images, new Shape(1, 1), new Shape(stride, stride), new Shape(0, 0), false, true);
  }

  /** left(x) + right(x). */
  public static Block sum(Block left, Block right) {
    return new ParallelBlock(branches -> new NDList(added(branches)), List.of(left, right));
  }

  /** relu(left(x) + right(x)). */
  public static Block reluOfSum(Block left, Block right) {
    return new ParallelBlock(
        branches -> new NDList(Activation.relu(added(branches))), List.of(left, right));
  }

  private static NDArray added(List<NDList> branches) {
    return branches.get(0).singletonOrThrow().add(branches.get(1).singletonOrThrow());
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
