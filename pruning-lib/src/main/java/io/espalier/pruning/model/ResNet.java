// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * Residual networks (He et al. 2016, "Deep residual learning for image recognition"): a stem,
 * stages of blocks relu(F(x) + x) that widen and halve the image from stage to stage, global
 * average pooling and one fully connected layer.
 *
 * @param stem layers before the first stage
 * @param unit residual function F
 * @param widths channels of the 3×3 convolutions of each stage; the stem has those of the first
 *     stage
 * @param depths number of blocks of each stage
 * @param shortcut connection from x to the sum if the shapes of x and F(x) differ
 */
record ResNet(Stem stem, Unit unit, List<Integer> widths, List<Integer> depths, Shortcut shortcut) {

  /** The layers before the first stage. */
  enum Stem {
    /** For images of some 32 pixels (§4.2): a 3×3 convolution. */
    SMALL {
      @Override
      SequentialBlock block(int filters) {
        return convolution(filters, 3, 1);
      }
    },
    /** For ImageNet (§3.3): a 7×7 convolution and 3×3 max-pooling, each with stride 2. */
    LARGE {
      @Override
      SequentialBlock block(int filters) {
        return convolution(filters, 7, 2).add(new Step.MaxPool(3, 2, 1));
      }
    };

    abstract SequentialBlock block(int filters);

    private static SequentialBlock convolution(int filters, int kernel, int stride) {
      return new SequentialBlock()
          .add(NetworkBlocks.convolution(filters, kernel, stride))
          .add(NetworkBlocks.batchNorm())
          .add(Step.Simple.RELU);
    }
  }

  /** The residual function F of a block. */
  enum Unit {
    /** Two 3×3 convolutions. */
    BASIC(1, 2) {
      @Override
      Block block(int width, int stride) {
        return new SequentialBlock()
            .add(NetworkBlocks.convolution(width, 3, stride))
            .add(NetworkBlocks.batchNorm())
            .add(Step.Simple.RELU)
            .add(NetworkBlocks.convolution(width, 3, 1))
            .add(NetworkBlocks.batchNorm());
      }
    },
    /**
     * 1×1, 3×3, and 1×1 to four times the width. The stride is in the 3×3 convolution, as in
     * torchvision's "v1.5"; the paper has it in the first.
     */
    BOTTLENECK(4, 3) {
      @Override
      Block block(int width, int stride) {
        return new SequentialBlock()
            .add(NetworkBlocks.convolution(width, 1, 1))
            .add(NetworkBlocks.batchNorm())
            .add(Step.Simple.RELU)
            .add(NetworkBlocks.convolution(width, 3, stride))
            .add(NetworkBlocks.batchNorm())
            .add(Step.Simple.RELU)
            .add(NetworkBlocks.convolution(outputs(width), 1, 1))
            .add(NetworkBlocks.batchNorm());
      }
    };

    private final int expansion;
    private final int convolutions;

    Unit(int expansion, int convolutions) {
      this.expansion = expansion;
      this.convolutions = convolutions;
    }

    int convolutions() {
      return convolutions;
    }

    int outputs(int width) {
      return expansion * width;
    }

    abstract Block block(int width, int stride);
  }

  /** The connection from the input of a block to its output if their shapes differ. */
  enum Shortcut {
    /** Option A: every second pixel, missing channels 0; no parameters. */
    SUBSAMPLE {
      @Override
      Block block(int in, int out, int stride) {
        int before = (out - in) / 2;
        return NetworkBlocks.step(new Step.Subsample(stride, before, out - in - before));
      }
    },
    /** Option B: a 1×1 convolution and batch-norm. */
    PROJECTION {
      @Override
      Block block(int in, int out, int stride) {
        return new SequentialBlock()
            .add(NetworkBlocks.convolution(out, 1, stride))
            .add(NetworkBlocks.batchNorm());
      }
    };

    abstract Block block(int in, int out, int stride);
  }

  /** A new network. */
  Block block(int classes) {
    int in = widths.get(0);
    SequentialBlock network = stem.block(in);
    for (int stage = 0; stage < widths.size(); stage++) {
      int width = widths.get(stage);
      int out = unit.outputs(width);
      for (int index = 0; index < depths.get(stage); index++) {
        int stride = stride(stage, index);
        Block straight =
            changesShape(stage, index, in, out)
                ? shortcut.block(in, out, stride)
                : NetworkBlocks.step(Step.Simple.IDENTITY);
        network.add(NetworkBlocks.reluOfSum(unit.block(width, stride), straight));
        in = out;
      }
    }
    return network.add(Step.Simple.GLOBAL_MEANS).add(NetworkBlocks.linear(classes));
  }

  /** The names of torchvision. */
  List<String> layerNames() {
    List<String> names = new ArrayList<>(List.of("conv1", "bn1"));
    int in = widths.get(0);
    for (int stage = 0; stage < widths.size(); stage++) {
      int out = unit.outputs(widths.get(stage));
      for (int index = 0; index < depths.get(stage); index++) {
        String block = "layer%s.%s.".formatted(stage + 1, index);
        for (int layer = 1; layer <= unit.convolutions(); layer++) {
          names.add(block + "conv" + layer);
          names.add(block + "bn" + layer);
        }
        if (shortcut == Shortcut.PROJECTION && changesShape(stage, index, in, out)) {
          names.add(block + "downsample.0");
          names.add(block + "downsample.1");
        }
        in = out;
      }
    }
    names.add("fc");
    return names;
  }

  private static int stride(int stage, int index) {
    return stage > 0 && index == 0 ? 2 : 1;
  }

  private static boolean changesShape(int stage, int index, int in, int out) {
    return in != out || stride(stage, index) > 1;
  }
}
