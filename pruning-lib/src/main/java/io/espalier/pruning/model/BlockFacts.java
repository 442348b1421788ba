// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Optional;

/**
 * What a block of DJL computes, as far as it has no method that tells: some facts are read from its
 * private fields.
 */
public final class BlockFacts {
  /** The functions of DJL that are steps, by the names that DJL gives their blocks. */
  private static final Map<String, Step> NAMED =
      Map.of(
          "ReLU", Step.Simple.RELU,
          "ReLU6", Step.Simple.RELU6,
          "identity", Step.Simple.IDENTITY,
          "batchFlatten", Step.Simple.FLATTEN,
          "globalAvgPool2d", Step.Simple.GLOBAL_MEANS);

  private BlockFacts() {}

  /**
   * The step that a block without parameters computes: a {@link Step}, or one of DJL's own blocks
   * for the same. Empty for other blocks, such as one of a lambda expression.
   */
  public static Optional<Step> step(Block block) {
    if (block.getClass() != LambdaBlock.class) {
      return Optional.empty();
    }
    Object function = field(LambdaBlock.class, "lambda", block);
    if (function instanceof Step step) {
      return Optional.of(step);
    }
    boolean isOfDjl = function.getClass().getName().startsWith("ai.djl.nn.");
    return isOfDjl
        ? Optional.ofNullable(NAMED.get(((LambdaBlock) block).getName()))
        : Optional.empty();
  }

  /** How the branches of parallel blocks are joined; empty for other functions and blocks. */
  public static Optional<Join> join(Block block) {
    return block.getClass() == ParallelBlock.class
            && block.getChildren().size() == 2
            && field(ParallelBlock.class, "function", block) instanceof Join join
        ? Optional.of(join)
        : Optional.empty();
  }

  /** Whether a block is a convolution of images, by DJL or by this package. */
  public static boolean isConvolution(Block block) {
    return block.getClass() == Conv2d.class || block.getClass() == PointwiseConvolution.class;
  }

  /** The value that batch-norm adds to variances. */
  public static float epsilon(BatchNorm norm) {
    return (float) field(BatchNorm.class, "epsilon", norm);
  }

  /** Whether a block is batch-norm over the channels of images, with scale and shift. */
  public static boolean isPlainBatchNorm(Block block) {
    return block instanceof BatchNorm
        && field(BatchNorm.class, "axis", block).equals(1)
        && field(BatchNorm.class, "scale", block).equals(true)
        && field(BatchNorm.class, "center", block).equals(true);
  }

  private static Object field(Class<?> owner, String name, Object object) {
    try {
      Field field = owner.getDeclaredField(name);
      field.setAccessible(true);
      return field.get(object);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read " + name + " of " + owner + " of DJL", e);
    }
  }
}
