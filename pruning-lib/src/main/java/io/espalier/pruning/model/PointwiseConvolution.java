// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.LayoutType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * A 1×1 convolution without bias, computed as one matrix product of pixels (batch · rows · columns,
 * inputs) and weights (inputs, filters), which is equivalent for channels-last images.
 *
 * <p>The convolution of the engine is not used: on processors that hide their cache sizes, libtorch
 * 2.7.1 computes wide float32 1×1 convolutions of channels-last images incorrectly
 * (deterministically), or crashes, unless it is limited to AVX2, which makes everything else take
 * 1.3 to 1.8 times as long (docs/native-layer.md). 256 → 512 with stride 2 has 32 incorrect
 * channels, and the logits of ResNet-18 were off by 5 %; ResNet-50 crashed.
 */
final class PointwiseConvolution extends Convolution {
  private static final LayoutType[] LAYOUT = {
    LayoutType.BATCH, LayoutType.CHANNEL, LayoutType.HEIGHT, LayoutType.WIDTH
  };

  private final int everyRowAndColumn;

  PointwiseConvolution(int filters, int stride) {
    super(
        Conv2d.builder()
            .setFilters(filters)
            .setKernelShape(new Shape(1, 1))
            .optStride(new Shape(stride, stride))
            .optBias(false));
    this.everyRowAndColumn = stride;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
    NDArray images = inputs.singletonOrThrow();
    NDArray seen =
        everyRowAndColumn == 1 ? images : NetworkBlocks.subsampled(images, everyRowAndColumn);
    Shape shape = seen.getShape();
    NDArray weight =
        store
            .getValue(getDirectParameters().get("weight"), images.getDevice(), training)
            .reshape(-1, shape.get(1));
    NDArray pixels = seen.transpose(0, 2, 3, 1).reshape(-1, shape.get(1));
    NDArray output =
        pixels
            .matMul(weight.transpose())
            .reshape(shape.get(0), shape.get(2), shape.get(3), weight.getShape().get(0));
    return new NDList(output.transpose(0, 3, 1, 2));
  }

  @Override
  protected LayoutType[] getExpectedLayout() {
    return LAYOUT.clone();
  }

  @Override
  protected String getStringLayout() {
    return "NCHW";
  }

  @Override
  protected int numDimensions() {
    return 4;
  }
}
