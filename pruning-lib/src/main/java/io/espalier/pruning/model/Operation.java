// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.core.Linear;
import java.util.EnumSet;
import java.util.Set;

/** The expensive kinds of operations, each of which has its own kernels in the engine. */
public enum Operation {
  /** Convolutions of 2×2 and larger that read all channels. */
  CONVOLUTION("convolutions"),
  /** Convolutions in which each filter reads one channel. */
  DEPTHWISE_CONVOLUTION("depthwise convolutions"),
  /** Other convolutions in groups; no listed model has them. */
  GROUPED_CONVOLUTION("grouped convolutions"),
  /** 1×1 convolutions as matrix products, as in the listed models. */
  POINTWISE_PRODUCT("1×1 convolutions as matrix products"),
  /** 1×1 convolutions by the convolution of the engine; no listed model has them. */
  POINTWISE_CONVOLUTION("the engine's own 1×1 convolutions"),
  /** Fully connected layers. */
  FULLY_CONNECTED("fully connected layers");

  private static final Set<Operation> LISTED =
      EnumSet.of(CONVOLUTION, DEPTHWISE_CONVOLUTION, POINTWISE_PRODUCT, FULLY_CONNECTED);

  private final String text;

  Operation(String text) {
    this.text = text;
  }

  /** Whether a model of {@link Architectures} uses it. */
  public boolean isOfListedModels() {
    return LISTED.contains(this);
  }

  /** The operations of an initialised block. */
  static Set<Operation> of(Block block) {
    Set<Operation> found = EnumSet.noneOf(Operation.class);
    collect(block, found);
    return found;
  }

  private static void collect(Block block, Set<Operation> found) {
    if (block instanceof Convolution convolution) {
      found.add(of(convolution));
    } else if (block instanceof Linear) {
      found.add(FULLY_CONNECTED);
    }
    block.getChildren().values().forEach(child -> collect(child, found));
  }

  private static Operation of(Convolution convolution) {
    long[] weight = convolution.getDirectParameters().get("weight").getShape().getShape();
    if (convolution.getGroups() > 1) {
      return weight[1] == 1 ? DEPTHWISE_CONVOLUTION : GROUPED_CONVOLUTION;
    }
    boolean isPointwise = weight.length == 4 && weight[2] == 1 && weight[3] == 1;
    if (!isPointwise) {
      return CONVOLUTION;
    }
    return convolution instanceof PointwiseConvolution ? POINTWISE_PRODUCT : POINTWISE_CONVOLUTION;
  }

  /** The name in a sentence. */
  @Override
  public String toString() {
    return text;
  }
}
