package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;

/**
 * Residual networks for small images (He et al. 2016, "Deep residual learning for image
 * recognition", §4.2): a 3×3 stem, stages of basic blocks that halve the image and widen from stage
 * to stage, global average pooling and one fully connected layer.
 */
final class CifarResNet {
  private CifarResNet() {}

  /** How a block's input reaches its output where shapes differ. */
  enum Shortcut {
    /** Option A: every second pixel, missing channels 0; no parameters. */
    SUBSAMPLE {
      @Override
      Block block(int in, int out, int stride) {
        NDIndex everySecond = new NDIndex(":, :, ::" + stride + ", ::" + stride);
        int before = (out - in) / 2;
        Shape padding = new Shape(0, 0, 0, 0, before, out - in - before);
        return new LambdaBlock(
            inputs -> {
              NDArray image = inputs.singletonOrThrow();
              return new NDList(image.get(everySecond).pad(padding, 0));
            });
      }
    },
    /** Option B: a 1×1 convolution and batch-norm. */
    PROJECTION {
      @Override
      Block block(int in, int out, int stride) {
        return new SequentialBlock().add(convolution(out, 1, stride)).add(batchNorm());
      }
    };

    abstract Block block(int in, int out, int stride);
  }

  /**
   * @param widths channels of each stage
   * @param blocks basic blocks (two convolutions each) a stage
   */
  static Block network(List<Integer> widths, int blocks, Shortcut shortcut, int classes) {
    int in = widths.get(0);
    SequentialBlock network =
        new SequentialBlock().add(convolution(in, 3, 1)).add(batchNorm()).add(Activation::relu);
    for (int stage = 0; stage < widths.size(); stage++) {
      int out = widths.get(stage);
      for (int index = 0; index < blocks; index++) {
        network.add(basicBlock(in, out, stage > 0 && index == 0 ? 2 : 1, shortcut));
        in = out;
      }
    }
    return network.add(Pool.globalAvgPool2dBlock()).add(Linear.builder().setUnits(classes).build());
  }

  /** {@code channels} scaled by {@code width}, at least 1. */
  static int scaled(int channels, double width) {
    return (int) Math.max(1, Math.round(channels * width));
  }

  private static Block basicBlock(int in, int out, int stride, Shortcut shortcut) {
    Block residual =
        new SequentialBlock()
            .add(convolution(out, 3, stride))
            .add(batchNorm())
            .add(Activation::relu)
            .add(convolution(out, 3, 1))
            .add(batchNorm());
    Block straight =
        in == out && stride == 1 ? Blocks.identityBlock() : shortcut.block(in, out, stride);
    return new ParallelBlock(
        branches -> {
          NDArray left = branches.get(0).singletonOrThrow();
          NDArray right = branches.get(1).singletonOrThrow();
          return new NDList(Activation.relu(left.add(right)));
        },
        List.of(residual, straight));
  }

  private static Block convolution(int filters, int kernel, int stride) {
    return Conv2d.builder()
        .setFilters(filters)
        .setKernelShape(new Shape(kernel, kernel))
        .optStride(new Shape(stride, stride))
        .optPadding(new Shape(kernel / 2, kernel / 2))
        .optBias(false)
        .build();
  }

  /** With PyTorch's defaults: its momentum 0.1 is DJL's 0.9. */
  private static Block batchNorm() {
    return BatchNorm.builder().optMomentum(0.9f).optEpsilon(1e-5f).build();
  }
}
